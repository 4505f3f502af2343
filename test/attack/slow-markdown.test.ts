/**
 * A search for bodies that are slow to render. The pieces of Markdown's syntax and their products,
 * repeated up to the limits of a body, are rendered by the built Worker. The measure is the time of an
 * ordinary body of full length, on the same machine in the same minute.
 *
 * ATTACK_BODIES tries all units (`npm run attack`) instead of a sample, and prints the slowest ten;
 * FUZZ_SEED chooses other products.
 */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { processorTime, youngestWorkerd } from '../../bench/workerd.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';

const all = process.env.ATTACK_BODIES !== undefined;
const longest = 200_000;
/** The end of the last line begins one more. */
const mostLines = 11_999;
const mostHtml = 4_000_000;
/** The longest time allowed, as a multiple of an ordinary body's. */
const patience = 2;
const longestRun = 6 * 60 * 60 * 1000;
/** Bodies between two lines about the progress of a full search. */
const perReport = 100;
/** Other work on the machine only adds time: a slow body is tried again. */
const tries = 5;

const blocks = `# |> |- |1. |* |---\n|===\n|\`\`\`\n|~~~\n|    |\t|a\n-\n|a\n===\n|- a\n|- a\n\n|> a\n|[a]: /b\n`;
const notes = `[^a]: x\n|[^a]|[a]|[a][a]|[a](b)|[a](<b> "c")|![a](b)|![|[|]|](|][|<|>|<a>|</a>|<a |<a b="|<!--|-->`;
const spans = `*|**|_|__|*a*|**a**|a*|*a |_a|\`|\`\`|\`a\`|\\|\\*|&|&amp;|&#35;|!|(|)|"|'|~|:`;
const words = `a|word |é|\u00AD|日本|https://a.b/c |<https://a.b>|www.a.b |a@b.c |a@|http://|www.|\n|\n\n|  \n|\\\n`;
const cells = ['|', '|a', '|\n', '|a|b|\n|-|-|\n', '|c|d|\n', '|-', '\n|-|\n'];
const atoms = [...[blocks, notes, spans, words].flatMap((some) => some.split('|')), ...cells];

/** Units that were slow in earlier versions. */
const known = [
  '~[* ',
  '|<a>_',
  '[',
  '](',
  'a\n-\n',
  '> - ',
  '- a\n',
  'a@b.c ',
  '# a\n',
  '~&amp;<a b="',
  '`:<a é',
  '- www.a.b ',
  '\\`a`',
  '![\t',
  'a\n===\n- ',
  'a\n===\n1. \\*',
  '`a``a`]',
  ']!',
  'www._',
  '<a ',
  '<',
  '[[www.',
  '|a|b|\n|-|-|\n_a<a |a',
  ':---\n',
  '# `',
];

const units = [...known, ...atoms];
const count = all ? 2000 : known.length + 2;
let seed = Number(process.env.FUZZ_SEED ?? 11);
const next = (below: number) => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % below;
};
while (units.length < count) {
  units.push(Array.from({ length: 2 + next(3) }, () => atoms[next(atoms.length)]).join(''));
}

let newsroom: Newsroom;
let pid: number | null;
beforeAll(async () => {
  const limits = { WRITES: 1e9, FAILURES: 1e9 };
  newsroom = await openNewsroom({ worker: inject('deployed'), limits, unlimited: true });
  pid = youngestWorkerd();
});
afterAll(() => newsroom.dispose());

const clock = () => (pid === null ? performance.now() : processorTime(pid) * 1000);

/** Characters at the end of a body that make each text another one, since the Worker caches trees by text. */
const ending = 10;
let texts = 0;

/** A body of one unit, repeated as often as the limits allow. */
function bodyOf(unit: string): string {
  const lines = unit.split('\n').length - 1;
  const times = Math.min(longest / unit.length, lines > 0 ? mostLines / lines : longest);
  return unit.repeat(Math.floor(times)).slice(0, longest - ending);
}

/** The least processor time of several tries, in milliseconds; stops at the first within `enough`. */
async function timeOf(markdown: string, enough: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < tries && least > enough; turn++) {
    const before = clock();
    texts += 1;
    const body = { markdown: `${markdown} ${texts}`, lang: 'en' };
    const { status, text, json } = await newsroom.edit('POST', '/render', body);
    least = Math.min(least, clock() - before);
    expect([status, text.slice(0, 200)]).toEqual([status === 422 ? 422 : 200, expect.anything()]);
    if (status === 200) expect(json.html.length).toBeLessThanOrEqual(mostHtml);
  }
  return least;
}

test(
  'no body takes twice as long as an ordinary one, or renders to more than 4 MB',
  async () => {
    const sentence =
      'Forty judges from nine countries **met** in [Astana](https://court.example/astana) on Monday ' +
      'to discuss the reform of courts; reports follow at https://court.example/reports, *in all*.\n\n';
    let ordinary = await timeOf(bodyOf(sentence), 0);
    const times: [unit: string, multiple: number][] = [];
    for (const unit of units.slice(0, count)) {
      let time = await timeOf(bodyOf(unit), patience * ordinary);
      if (time > patience * ordinary) {
        // The machine may have become slower since the ordinary body was measured.
        ordinary = await timeOf(bodyOf(sentence), 0);
        time = await timeOf(bodyOf(unit), patience * ordinary);
      }
      times.push([unit, time / ordinary]);
      if (times.length % perReport === 0) {
        const over = times.filter(([, multiple]) => multiple > patience);
        console.log(`${times.length} of ${count} bodies, ${over.length} too slow.`, over);
      }
    }
    times.sort(([, one], [, other]) => other - one);
    if (all) console.log('The slowest, as multiples of an ordinary body:', times.slice(0, 10));
    expect(times.filter(([, multiple]) => multiple > patience)).toEqual([]);
  },
  longestRun,
);
