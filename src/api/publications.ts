/** Putting the working revision before the public, now or at an instant. */
import * as v from 'valibot';
import { wordsOf } from '../../templates/words.ts';
import { renderBody, textOf } from '../domain/body.ts';
import { describeInstant, formatInstant, parseInstant } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import type { Fault } from '../domain/problem.ts';
import { type Body, note, type Snapshot } from '../domain/release.ts';
import { demand } from '../http/auth.ts';
import type { HouseContext } from '../http/house.ts';
import { accept, pointer, readJson, refuse } from '../http/input.ts';
import { readTogether } from '../store/db.ts';
import { publish } from '../store/publications.ts';
import * as releases from '../store/releases.ts';
import { readTaxonomy } from '../store/terms.ts';
import { demandMatch, etagOf, requestedRelease } from './working-release.ts';

const order = v.strictObject({
  at: v.optional(
    v.pipe(
      v.string('must be an instant'),
      v.check((text) => parseInstant(text) !== null, 'must be an RFC 3339 instant with its zone'),
    ),
  ),
  note: v.optional(note),
  minor: v.optional(v.boolean('must be true or false'), false),
});

export async function putPublication(c: HouseContext): Promise<Response> {
  const { db, actor, now, site } = c.var;
  const release = await requestedRelease(c);
  demand(actor.editor.role, 'editor');
  demandMatch(c, release, release.spans.length > 0);
  const { at, note: told = null, minor } = accept(order, await readJson(c.req.raw));
  const faults: Fault[] = Object.keys(told ?? {})
    .filter((lang) => !site.languages.includes(lang))
    .map((lang) => ({ pointer: pointer('note', lang), detail: 'is not a language of this site' }));
  if (minor && told) faults.push({ pointer: '/note', detail: 'a minor change has no public note' });
  const bodies = renderBodies(release.snapshot, faults);
  if (faults.length > 0) throw refuse(faults);

  const [taxonomy] = await readTogether(db, [readTaxonomy(db)]);
  const instant = await publish(db, actor, release, taxonomy, bodies, {
    at: at === undefined ? null : parseInstant(at),
    note: told,
    minor,
  });
  const after = (await releases.find(db, release.id)) ?? release;
  c.header('ETag', etagOf(after, now));
  return c.json({
    state: releases.stateOf(after, now),
    version: release.version,
    at: formatInstant(instant),
    local: describeInstant(instant, site.timeZone),
  });
}

/** What a row of the database may hold, in bytes, with room to spare. */
const largestBody = 1_800_000;

function renderBodies({ editions, attachments }: Snapshot, faults: Fault[]): Body[] {
  return Object.entries(editions).map(([lang, { markdown }]) => {
    const html = renderBody(markdown, wordsOf(lang), (filename) => {
      const file = attachments.find((one) => one.filename === filename);
      return file ? paths.file(file) : null;
    });
    const text = textOf(html);
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
