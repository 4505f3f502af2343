/** Pages that say one thing: nothing is here, it is not in this language, it was withdrawn or barred, it failed. */

import { langAttributes } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import type { LocalizedDetail } from '../src/domain/problem.ts';
import { type Alternate, type Frame, Layout } from './layout.tsx';
import { raw } from './markup.ts';
import { EditionLinks } from './release.tsx';
import { mark } from './theme.ts';
import { wordsOf } from './words.ts';

export interface Message extends Pick<Frame, 'site' | 'lang' | 'title'> {
  told: readonly LocalizedDetail[];
  /** The editions that exist instead. */
  editions?: Alternate[];
}

export function MessagePage(message: Message) {
  const { site, lang, title, told, editions = [] } = message;
  const words = wordsOf(lang);
  const alternates = site.languages.map((one) => ({ lang: one, path: paths.home(site, one) }));
  return (
    <Layout {...message} canonical={null} alternates={alternates}>
      <div class="message">
        {raw(mark)}
        <h1>{title}</h1>
        {told.map(({ text, lang: tongue }) => (
          <p {...langAttributes(tongue, lang)}>{text}</p>
        ))}
        {editions.length > 0 && (
          <p class="also">
            {words.alsoIn} <EditionLinks editions={editions} />
          </p>
        )}
        <p>
          <a class="button" href={paths.home(site, lang)}>
            {words.toNewsroom}
          </a>
        </p>
      </div>
    </Layout>
  );
}
