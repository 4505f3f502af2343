/** Long records under the platform's limits: few statements, whatever the record has. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '../../src/domain/actor.ts';
import { forever } from '../../src/domain/instant.ts';
import type { Snapshot } from '../../src/domain/release.ts';
import type { ReleaseRecord } from '../../src/domain/release-record.ts';
import { connect } from '../../src/store/db/connect.ts';
import { findRecord } from '../../src/store/editorial/records.ts';
import { restore } from '../../src/store/editorial/restoration.ts';
import { findTaxonomy } from '../../src/store/taxonomy/terms.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';

const now = Date.UTC(2026, 6, 1);
const minute = 60_000;
let newsroom: Newsroom;
let actor: Actor;
beforeAll(async () => {
  newsroom = await openNewsroom();
  const editor = await newsroom.db
    .prepare("select id, name, role from editors where role = 'admin'")
    .first<Actor['editor']>();
  if (!editor) throw new Error('The newsroom has no admin.');
  actor = { editor, address: null, now };
});
afterAll(() => newsroom.dispose());

/** The database, and what each statement sends to it. */
function watched() {
  const sent: { sql: string; values: unknown[] }[] = [];
  const prepare = (sql: string) => {
    const statement = newsroom.db.prepare(sql);
    const bind = (...values: unknown[]) => {
      sent.push({ sql, values });
      return statement.bind(...values);
    };
    return { bind };
  };
  const batch = (statements: D1PreparedStatement[]) => newsroom.db.batch(statements);
  return { sent, db: connect({ prepare, batch } as unknown as D1Database) };
}

async function longRecord(id: string, versions: number, spans: number, length: number) {
  const taxonomy = await findTaxonomy(connect(newsroom.db));
  const kind = taxonomy.bySlug('kinds', 'press-release')?.id ?? 0;
  const begun = now - 2 * spans * minute;
  const snapshot = (number: number): Snapshot => ({
    kind,
    date: '2026-06-01',
    sources: [],
    fieldsOfWork: [],
    countries: [],
    meetings: [],
    contacts: [],
    legacyUrls: [],
    attachments: [],
    editions: {
      en: {
        title: `“Version” ${number}`,
        slug: `version-${number}`,
        summary: '',
        place: '',
        markdown: 'ü"'.repeat(length),
      },
    },
  });
  const record: ReleaseRecord = {
    id,
    createdAt: begun,
    updatedAt: begun,
    revisions: Array.from({ length: versions }, (_, at) => ({
      number: at + 1,
      createdAt: begun,
      createdBy: 'Somebody elsewhere',
      snapshot: snapshot(at + 1),
    })),
    publications: Array.from({ length: spans }, (_, at) => ({
      revision: (at % versions) + 1,
      visibleFrom: begun + 2 * at * minute,
      visibleUntil: at + 1 < spans ? begun + (2 * at + 1) * minute : forever,
      publishedAt: begun,
      modifiedAt: begun + 2 * at * minute,
      corrections: [{ at: begun, note: { en: 'It was "four".' } }],
    })),
    withdrawal: null,
    pastWithdrawals: Array.from({ length: spans - 1 }, (_, at) => ({
      withdrawnAt: begun + (2 * at + 1) * minute,
      reinstatedAt: begun + (2 * at + 2) * minute,
      note: at % 2 ? { en: 'A mistake.' } : null,
    })),
  };
  return record;
}

test.each([
  ['hundreds of versions, spans and withdrawals', 300, 500, 10],
  ['versions as long as a row can be', 3, 4, 200_000],
])(
  'a record with %s is written within the limits, and read back unchanged',
  async (_what, ...size) => {
    const id = `l0ngrec0rd${size[0]}`;
    const record = await longRecord(id, ...size);
    const { sent, db } = watched();
    const bodiesOf = ({ editions }: Snapshot) =>
      Object.entries(editions).map(([lang, { markdown }]) => ({
        lang,
        markdown,
        html: `<p class="a">${markdown}</p>`,
        text: markdown,
      }));
    await restore(db, actor, record, bodiesOf);
    expect(sent.length).toBeLessThan(40);
    for (const { sql, values } of sent) {
      expect(values.length, sql).toBeLessThanOrEqual(100);
      expect(Buffer.byteLength(sql), sql).toBeLessThanOrEqual(100_000);
      for (const value of values) {
        if (typeof value === 'string')
          expect(Buffer.byteLength(value)).toBeLessThanOrEqual(2_000_000);
      }
    }
    const read = await findRecord(connect(newsroom.db), id);
    expect(read).toEqual({
      ...record,
      revisions: record.revisions.map((one) => ({ ...one, createdBy: actor.editor.name })),
    });
    const stored = await newsroom.db
      .prepare(
        `select count(*) as n, count(distinct publication_id) as publications
       from editions join publications on publications.id = publication_id
       where release_id = ? and markdown = text and html = '<p class="a">' || text || '</p>'`,
      )
      .bind(id)
      .first();
    expect(stored).toEqual({ n: size[1], publications: size[1] });
  },
);
