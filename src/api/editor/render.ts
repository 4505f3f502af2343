/** Rendering of a body, without storing it. */
import * as v from 'valibot';
import { wordsOf } from '../../../templates/words.ts';
import { renderBody } from '../../domain/body.ts';
import { body } from '../../domain/body-input.ts';
import { idPattern } from '../../domain/identifier.ts';
import * as paths from '../../domain/paths.ts';
import { pointer } from '../../domain/problem.ts';
import { findingsIn } from '../../domain/text-checks.ts';
import { invalid } from '../../http/input.ts';
import { operation } from '../endpoint.ts';
import { read } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';
import { requestedRelease } from './working-release.ts';

const source = v.pipe(
  v.strictObject({
    markdown: body,
    lang: v.string('must be a language'),
    releaseId: v.optional(
      v.pipe(v.string(), v.regex(new RegExp(`^${idPattern}$`), 'must be an id')),
    ),
  }),
  v.title('RenderInput'),
);

export const renderOperations = [
  operation(
    {
      method: 'post',
      path: '/render',
      name: 'renderBody',
      summary:
        'Render a body as readers would get it, with the files of a release. Nothing is stored.',
      needs: read,
      body: source,
      responses: {
        200: { description: 'The HTML, the text, and findings.', schema: schemas.rendering },
      },
      problems: ['not-found'],
    },
    async (c, { body }) => {
      const { markdown, lang, releaseId } = await body();
      if (!c.var.site.languages.includes(lang)) {
        throw invalid([{ pointer: pointer('lang'), detail: 'is not a language of this site' }]);
      }
      const release = releaseId === undefined ? null : await requestedRelease(c, releaseId);
      const find = (name: string) =>
        release?.snapshot.attachments.find(({ filename }) => filename === name) ?? null;
      const { html, text } = renderBody(markdown, wordsOf(lang), (name) => {
        const file = find(name);
        return file && paths.file(file);
      });
      const { errors, warnings } = findingsIn(markdown, (name) => find(name) !== null, '/markdown');
      return c.json({ html, text, faults: [...errors, ...warnings] });
    },
  ),
] as const;
