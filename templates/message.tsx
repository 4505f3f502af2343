/** Pages with one message: not found, not in this language, withdrawn, unavailable, failed. */

import { langAttributes } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import type { LocalizedDetail } from '../src/domain/problem.ts';
import { type Alternate, type Frame, Layout } from './layout.tsx';
import { raw } from './markup.ts';
import { EditionLinks } from './release.tsx';
import { mark } from './theme.ts';
import { wordsOf } from './words.ts';

export interface Message extends Pick<Frame, 'site' | 'lang' | 'title'> {
  /** Paragraphs, each in its own language. */
  paragraphs: readonly LocalizedDetail[];
  /** Existing editions in other languages. */
  editions?: Alternate[];
}

export function MessagePage(message: Message) {
  const { site, lang, title, paragraphs, editions = [] } = message;
  const words = wordsOf(lang);
  const alternates = site.languages.map((one) => ({ lang: one, path: paths.home(site, one) }));
  return (
    <Layout {...message} canonical={null} alternates={alternates}>
      <div class="message">
        {raw(mark)}
        <h1>{title}</h1>
        {paragraphs.map(({ text, lang: textLang }) => (
          <p {...langAttributes(textLang, lang)}>{text}</p>
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
