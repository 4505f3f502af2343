/** The database trips of each screen: one for the session and one for the page. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { fillDesk, screenAddress, screens } from './screens.ts';
import { type Page, Visitor } from './visitor.ts';

/** Noon in Vienna (UTC+1) on 1 December 2026. */
const noon = Date.UTC(2026, 11, 1, 11);
const minute = 60_000;
const day = 24 * 60 * minute;

const limits = { FAILURES: 1e9, WRITES: 1e9 };
const cost = ({ headers }: Page, name: 'Trips' | 'Rows') => Number(headers.get(`X-Test-${name}`));

describe('each screen', () => {
  let newsroom: Newsroom;
  let admin: Visitor;
  let values: Record<string, string>;
  beforeAll(async () => {
    newsroom = await openNewsroom({ limits });
    values = await fillDesk(newsroom);
    admin = new Visitor(newsroom);
    await admin.signIn('admin', 'Mira');
  });
  afterAll(() => newsroom.dispose());

  /** The trips of a page that was opened before: the use of a session is recorded once in a minute. */
  async function trips(address: string): Promise<number> {
    await admin.open(address);
    const page = await admin.open(address);
    expect(page.status).toBe(200);
    return cost(page, 'Trips');
  }

  /** Screens that show nothing but forms and links. */
  const readsNothing = ['/admin', '/import'];

  test.each(screens)('$path', async (screen) => {
    const expected = readsNothing.includes(screen.path) ? 1 : 2;
    expect(await trips(screenAddress(screen, values))).toBe(expected);
  });

  const ofReleases = screens.filter(({ path }) => /^\/releases\/:id(?!.*filename)/.test(path));
  test.each(ofReleases)(
    '$path of an embargoed release: no more, though its audit entry is written before the page is shown',
    async (screen) => {
      const embargoed = { ...values, id: values.scheduledId ?? '', number: '1' };
      const before = await reads(embargoed.id);
      expect(await trips(screenAddress(screen, embargoed))).toBe(2);
      expect(await reads(embargoed.id)).toBe(before + 2);
    },
  );

  /** How often the audit says that a release was read. */
  async function reads(id: string): Promise<number> {
    const sql = `select count(*) as n from audit where action = 'release.read' and subject = ?`;
    const row = await newsroom.db.prepare(sql).bind(`release/${id}`).first<{ n: number }>();
    return row?.n ?? 0;
  }
});

test('the calendar reads what is in its month, and nothing of other months', async () => {
  const newsroom = await openNewsroom({ limits });
  const editor = new Visitor(newsroom);
  editor.now = noon;
  await editor.signIn('editor', 'Mira');
  const rows = async (month: string) =>
    cost(await editor.open(`/desk/calendar?month=${month}`), 'Rows');
  const fill = async () => {
    for (let number = 0; number < 20; number++) {
      await release(newsroom, { now: noon - 60 * day + number * minute });
    }
  };
  await fill();
  const before = [await rows('2026-12'), await rows('2026-10')] as const;
  await fill();
  expect(await rows('2026-12')).toBe(before[0]);
  expect(await rows('2026-10')).toBeGreaterThanOrEqual(before[1] + 20);
  await newsroom.dispose();
});
