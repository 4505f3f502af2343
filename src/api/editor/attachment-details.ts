/** Details of an attachment, changed in a new revision without its bytes. */
import * as v from 'valibot';
import { type Attachment, detailsOf, givenDetails } from '../../domain/attachment.ts';
import { attachmentDetails } from '../../domain/attachment-details.ts';
import { type Fault, Problem, pointer } from '../../domain/problem.ts';
import { line } from '../../domain/text-input.ts';
import { withDetails } from '../../domain/working-release.ts';
import type { AppContext } from '../../http/context.ts';
import { invalid, languageFaults } from '../../http/input.ts';
import * as releases from '../../store/editorial/releases.ts';
import { operation } from '../endpoint.ts';
import { write } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';
import { etagOf, requestedRelease, requireIfMatch, toAttachment } from './working-release.ts';

const { alt, caption, credit, licence, order, lead } = attachmentDetails.entries;
const removable = <Value extends v.GenericSchema>(value: Value) =>
  v.optional(v.nullable(v.record(v.string(), v.nullable(value), 'must be texts by language')));

/** A merge patch (RFC 7396): a missing member stays, null removes. */
const patch = v.pipe(
  v.strictObject({
    title: v.optional(line(300)),
    lang: v.optional(v.nullable(v.string('must be a language'))),
    alt: removable(alt.value),
    caption: removable(caption.value),
    credit: v.optional(credit),
    licence: v.optional(licence),
    order: v.optional(order),
    lead: v.optional(v.nullable(lead)),
  }),
  v.title('AttachmentPatch'),
);

type Patch = v.InferOutput<typeof patch>;

function faultsOf(c: AppContext, file: Attachment, input: Patch): Fault[] {
  const { site } = c.var;
  const faults = [
    ...languageFaults(site, input.alt ?? {}, 'alt'),
    ...languageFaults(site, input.caption ?? {}, 'caption'),
  ];
  if (input.lang && !site.languages.includes(input.lang)) {
    faults.push({ pointer: pointer('lang'), detail: 'is not a language of this site' });
  }
  if (input.lead && !file.mediaType.startsWith('image/')) {
    faults.push({ pointer: pointer('lead'), detail: 'is only for pictures' });
  }
  return faults;
}

function patched(file: Attachment, input: Patch): Attachment {
  const before = detailsOf(file);
  const { title = file.title, lang = file.lang } = input;
  const details = givenDetails({
    ...before,
    alt: merged(before.alt, input.alt),
    caption: merged(before.caption, input.caption),
    credit: input.credit === undefined ? before.credit : input.credit,
    licence: input.licence === undefined ? before.licence : input.licence,
    order: input.order === undefined ? before.order : input.order,
    lead: input.lead === undefined ? before.lead : (input.lead ?? false),
  });
  const { id, filename, key, mediaType, size, sha256 } = file;
  return { id, filename, key, mediaType, size, sha256, title, lang, ...details };
}

type Texts = Readonly<Record<string, string>>;

function merged(before: Texts, given: Record<string, string | null> | null | undefined): Texts {
  if (given === undefined) return before;
  const all = Object.entries({ ...(given && before), ...given });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}

export const attachmentDetailOperations = [
  operation(
    {
      method: 'patch',
      path: '/releases/{id}/attachments/{filename}',
      name: 'patchAttachment',
      summary:
        'Change the details of a file by a merge patch (RFC 7396): a new revision. At most one picture leads.',
      needs: write,
      body: patch,
      ifMatch: true,
      responses: {
        200: {
          description: 'The file, and the version that contains it.',
          schema: schemas.upload,
          headers: ['ETag'],
        },
      },
      problems: ['conflict', 'invalid'],
    },
    async (c, { body }) => {
      const { db, actor, now, site } = c.var;
      const release = await requestedRelease(c);
      const filename = (c.req.param('filename') ?? '').normalize();
      const file = release.snapshot.attachments.find((one) => one.filename === filename);
      if (!file) throw new Problem('not-found', 'This release has no such file.');
      requireIfMatch(c, release, true);
      const input = await body();
      const faults = faultsOf(c, file, input);
      if (faults.length > 0) throw invalid(faults);
      const changed = patched(file, input);
      const act = {
        action: 'attachment.patch',
        subject: `release/${release.id}`,
        detail: { filename, fields: Object.keys(input), version: release.version + 1 },
      };
      await releases.revise(db, actor, release, withDetails(release.snapshot, changed), {
        act,
      });
      const after = (await releases.findRelease(db, release.id)) ?? release;
      c.header('ETag', etagOf(after, now));
      return c.json({ ...toAttachment(site, changed), version: after.version });
    },
  ),
] as const;
