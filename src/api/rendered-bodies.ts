/** The bodies of a release as readers get them. */
import { wordsOf } from '../../templates/words.ts';
import type { Attachment } from '../domain/attachment.ts';
import { renderBody } from '../domain/body.ts';
import { Intractable } from '../domain/markdown-work.ts';
import * as paths from '../domain/paths.ts';
import { type Fault, pointer } from '../domain/problem.ts';
import type { Body, EditionText } from '../domain/release.ts';

interface Texts {
  editions: Readonly<Record<string, Pick<EditionText, 'markdown'>>>;
  attachments: readonly Pick<Attachment, 'id' | 'filename'>[];
}

/** The largest rendered body in bytes: less than a row of the database may hold. */
const largestBody = 1_800_000;

/** Renders the body of each edition. A body that is too large adds an entry to `faults`. */
export function renderBodies({ editions, attachments }: Texts, faults: Fault[]): Body[] {
  const fileAt = (filename: string) => {
    const file = attachments.find((one) => one.filename === filename);
    return file ? paths.file(file) : null;
  };
  return Object.entries(editions).flatMap(([lang, { markdown }]) => {
    try {
      const { html, text } = renderBody(markdown, wordsOf(lang), fileAt);
      const size = new TextEncoder().encode(html + markdown + text).length;
      if (size > largestBody) throw new Intractable('is too large as HTML');
      return [{ lang, html, markdown, text }];
    } catch (error) {
      if (!(error instanceof Intractable)) throw error;
      faults.push({ pointer: pointer('editions', lang, 'markdown'), detail: error.message });
      return [];
    }
  });
}
