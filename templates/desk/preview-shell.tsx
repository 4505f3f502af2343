/** The page into which a script puts previews, and the pane that frames it. */
import { directionOf } from '../../src/domain/language.ts';
import * as paths from '../../src/domain/paths.ts';
import type { Site } from '../../src/domain/site.ts';
import { raw } from '../markup.ts';
import { themeOf } from '../theme.ts';
import { type DeskWords, deskWords } from './words.ts';

export function PreviewShell({ site, lang }: { site: Site; lang: string }) {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={lang} dir={directionOf(lang)}>
        <head>
          <meta charset="utf-8" />
          <title>{deskWords(lang).preview}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <link rel="stylesheet" href={themeOf(site).stylesheet.path} />
        </head>
        <body />
      </html>
    </>
  );
}

/** The live preview beside a form. Without scripts it is hidden, and the form has buttons in its place. */
export function LivePreview({ words, release }: { words: DeskWords; release: string | null }) {
  return (
    <live-preview hidden data-address={previewPath(release)}>
      <details>
        <summary>{words.preview}</summary>
        <div class="row languages" />
        <iframe
          src={`${paths.desk}/preview`}
          title={words.preview}
          sandbox="allow-same-origin"
          loading="lazy"
        />
      </details>
    </live-preview>
  );
}

/** The address to which a form is posted for a preview. */
export const previewPath = (release: string | null): string =>
  paths.deskRelease(release ?? 'new', 'preview');
