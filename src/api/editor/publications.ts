/** Publication of the working revision, now or at an instant. */
import * as v from 'valibot';
import { checkTexts } from '../../domain/checks.ts';
import { changedLanguages, explanationFaults } from '../../domain/explanation.ts';
import { describeInstant, formatInstant, justNow } from '../../domain/instant.ts';
import { moment } from '../../domain/instant-input.ts';
import type { Fault } from '../../domain/problem.ts';
import { note } from '../../domain/text-input.ts';
import { publicSpan, stateOf, type WorkingRelease } from '../../domain/working-release.ts';
import type { AppContext } from '../../http/context.ts';
import { invalid, languageFaults } from '../../http/input.ts';
import { cancel, publish } from '../../store/editorial/publications.ts';
import * as releases from '../../store/editorial/releases.ts';
import { findTaxonomy } from '../../store/taxonomy/terms.ts';
import { operation } from '../endpoint.ts';
import { publish as mayPublish } from '../permissions.ts';
import { renderBodies } from '../rendered-bodies.ts';
import * as schemas from '../response-schemas.ts';
import {
  answerRelease,
  etagOf,
  requestedRelease,
  requireIfMatch,
  working,
} from './working-release.ts';

const order = v.pipe(
  v.strictObject({
    at: v.optional(moment),
    note: v.optional(note),
    minor: v.pipe(
      v.optional(
        v.union(
          [v.boolean(), v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(50))],
          'must be true, false or a list of languages',
        ),
        false,
      ),
      v.description(
        [
          'true: nothing of substance changed, no date moves.',
          'A list: that holds for these languages, the note for the others.',
          'With a note, true holds for all languages that the note leaves out.',
        ].join(' '),
      ),
    ),
    backdate: v.pipe(
      v.optional(v.boolean('must be true or false'), false),
      v.description('Accepts an instant of the past, such as the date of an imported release.'),
    ),
  }),
  v.title('PublicationInput'),
);

/** A fault if the instant is in the past. */
function pastFaults(at: number, now: number, zone: string): Fault[] {
  if (now - at <= justNow) return [];
  const { time, weekday, timeZone } = describeInstant(at, zone);
  const detail = `is past: ${weekday}, ${time} in ${timeZone}; send "backdate": true to accept it`;
  return [{ pointer: '/at', detail }];
}

/** The languages whose text differs between the public and the working revision. */
async function changesSince(
  c: AppContext,
  { id, snapshot }: WorkingRelease,
  publicVersion: number,
): Promise<string[]> {
  const before = await releases.findRevision(c.var.db, id, publicVersion);
  return changedLanguages(before?.snapshot.editions ?? {}, snapshot.editions);
}

/** Cancels a publication that has not happened. A public version stays public. */
async function deletePublication(c: AppContext): Promise<Response> {
  const { db, actor } = c.var;
  const release = await requestedRelease(c);
  requireIfMatch(c, release, true, true);
  await cancel(db, actor, release);
  const taxonomy = await findTaxonomy(db);
  return answerRelease(c, release.id, taxonomy);
}

export const publicationOperations = [
  operation(
    {
      method: 'put',
      path: '/releases/{id}/publication',
      name: 'publishRelease',
      summary:
        'Publish the working revision, now or at an instant. A new version of a public release needs note or minor.',
      needs: mayPublish,
      body: order,
      ifMatch: true,
      responses: {
        200: {
          description: 'The instant, in UTC and in the time zone of the site.',
          schema: schemas.publication,
          headers: ['ETag'],
        },
      },
      problems: ['conflict'],
    },
    async (c, { body }) => {
      const { db, actor, now, site } = c.var;
      const release = await requestedRelease(c);
      requireIfMatch(c, release, release.spans.length > 0);
      const { at, note: publicNote = null, minor, backdate } = await body();
      const faults: Fault[] = languageFaults(site, publicNote ?? {}, 'note');
      if (typeof minor !== 'boolean') {
        faults.push(
          ...languageFaults(site, Object.fromEntries(minor.map((lang) => [lang, 0])), 'minor'),
        );
      }
      const live = publicSpan(release, now);
      const isNew = live?.revision !== release.version;
      if (isNew && at !== undefined && !backdate) {
        faults.push(...pastFaults(at, now, site.timeZone));
      }
      const changed = live && isNew ? await changesSince(c, release, live.revision) : null;
      if (isNew) faults.push(...explanationFaults({ note: publicNote, minor }, changed));
      if (isNew) {
        const { errors } = checkTexts(release.snapshot.editions, release.snapshot.attachments);
        faults.push(...errors.map(({ pointer, detail }) => ({ pointer, detail })));
      }
      const bodies = renderBodies(release.snapshot, faults);
      if (faults.length > 0) throw invalid(faults);

      const visibleFrom = await publish(db, actor, release, bodies, {
        at: at !== undefined && (backdate || at > now) ? at : null,
        note: publicNote,
        minor: minor !== false && !publicNote,
        twoPersons: site.twoPersons,
      });
      const after = (await releases.findRelease(db, release.id)) ?? release;
      c.header('ETag', etagOf(after, now));
      return c.json({
        state: stateOf(after, now),
        version: release.version,
        at: formatInstant(visibleFrom),
        local: describeInstant(visibleFrom, site.timeZone),
      });
    },
  ),
  operation(
    {
      method: 'delete',
      path: '/releases/{id}/publication',
      name: 'cancelPublication',
      summary: 'Cancel a publication that has not happened.',
      needs: mayPublish,
      ifMatch: true,
      responses: {
        200: working,
      },
      problems: ['conflict'],
    },
    deletePublication,
  ),
] as const;
