/** Putting the working revision before the public, now or at an instant. */
import * as v from 'valibot';
import { wordsOf } from '../../templates/words.ts';
import { renderBody } from '../domain/body.ts';
import { describeInstant, formatInstant } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import { type Fault, pointer } from '../domain/problem.ts';
import { type Body, note, type Snapshot } from '../domain/release.ts';
import type { HouseContext } from '../http/house.ts';
import { accept, languageFaults, readJson, refuse } from '../http/input.ts';
import { cancel, publish } from '../store/publications.ts';
import * as releases from '../store/releases.ts';
import { findTaxonomy } from '../store/terms.ts';
import { publish as mayPublish } from './demands.ts';
import { moment } from './instants.ts';
import type { Operation } from './operation.ts';
import * as schemas from './schemas.ts';
import {
  answerRelease,
  demandMatch,
  etagOf,
  requestedRelease,
  working,
} from './working-release.ts';

const order = v.strictObject({
  at: v.optional(moment),
  note: v.optional(note),
  minor: v.optional(v.boolean('must be true or false'), false),
});

async function putPublication(c: HouseContext): Promise<Response> {
  const { db, actor, now, site } = c.var;
  const release = await requestedRelease(c);
  demandMatch(c, release, release.spans.length > 0);
  const { at, note: told = null, minor } = accept(order, await readJson(c.req.raw));
  const faults: Fault[] = languageFaults(site, told ?? {}, 'note');
  if (minor && told) faults.push({ pointer: '/note', detail: 'a minor change has no public note' });
  const bodies = renderBodies(release.snapshot, faults);
  if (faults.length > 0) throw refuse(faults);

  const taxonomy = await findTaxonomy(db);
  const visibleFrom = await publish(db, actor, release, taxonomy, bodies, {
    at: at ?? null,
    note: told,
    minor,
    twoPersons: site.twoPersons,
  });
  const after = (await releases.find(db, release.id)) ?? release;
  c.header('ETag', etagOf(after, now));
  return c.json({
    state: releases.stateOf(after, now),
    version: release.version,
    at: formatInstant(visibleFrom),
    local: describeInstant(visibleFrom, site.timeZone),
  });
}

/** Takes back a publication that has not happened; what is public stays so. */
async function deletePublication(c: HouseContext): Promise<Response> {
  const { db, actor } = c.var;
  const release = await requestedRelease(c);
  demandMatch(c, release, true);
  await cancel(db, actor, release);
  const taxonomy = await findTaxonomy(db);
  return answerRelease(c, release.id, taxonomy);
}

/** What a row of the database may hold, in bytes, with room to spare. */
const largestBody = 1_800_000;

/** What readers get of a revision in each language; `faults` gains an entry where one is too large. */
export function renderBodies({ editions, attachments }: Snapshot, faults: Fault[]): Body[] {
  return Object.entries(editions).map(([lang, { markdown }]) => {
    const { html, text } = renderBody(markdown, wordsOf(lang), (filename) => {
      const file = attachments.find((one) => one.filename === filename);
      return file ? paths.file(file) : null;
    });
    const size = new TextEncoder().encode(html + markdown + text).length;
    if (size > largestBody) {
      faults.push({
        pointer: pointer('editions', lang, 'markdown'),
        detail: 'is too large as HTML',
      });
    }
    return { lang, html, markdown, text };
  });
}

export const publicationOperations = [
  {
    method: 'put',
    path: '/releases/{id}/publication',
    name: 'publishRelease',
    summary:
      'Put the working revision before the public, now or at an instant; the first publication needs no If-Match.',
    needs: mayPublish,
    body: order,
    guarded: true,
    answers: {
      200: {
        description: 'The instant, in UTC and in the office’s own zone.',
        schema: schemas.publication,
        headers: ['ETag'],
      },
    },
    refusals: ['conflict'],
    handle: putPublication,
  },
  {
    method: 'delete',
    path: '/releases/{id}/publication',
    name: 'cancelPublication',
    summary: 'Take back a publication that has not happened.',
    needs: mayPublish,
    guarded: true,
    answers: {
      200: working,
    },
    refusals: ['conflict'],
    handle: deletePublication,
  },
] as const satisfies readonly Operation[];
