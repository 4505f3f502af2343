/** Computes the platform's charges for a month, and writes the tables of them in docs/operations.md. */

/** The usage of a month. */
export interface Use {
  pageViews: number;
  /** All requests, including hits at the edge. */
  requests: number;
  /** Requests that ran the Worker, and ticks. */
  runs: number;
  cpuMilliseconds: number;
  rowsRead: number;
  rowsWritten: number;
  databaseGigabytes: number;
  filesGigabytes: number;
  /** Operations of R2: class A are writes and lists, class B reads. */
  classA: number;
  classB: number;
}

interface Price {
  name: string;
  /** Dollars for that many. */
  dollars: number;
  each: number;
  /** The number that is included in the plan. */
  included: number;
  of: (use: Use) => number;
  unit: string;
}

const million = 1e6;

/** List prices of November 2026, Workers Paid, in US dollars a month. */
export const plan = 5;
export const prices: readonly Price[] = [
  {
    name: 'requests, hits included',
    dollars: 0.3,
    each: million,
    included: 10 * million,
    of: ({ requests }) => requests,
    unit: 'a million',
  },
  {
    name: 'CPU, hits cost none',
    dollars: 0.02,
    each: million,
    included: 30 * million,
    of: ({ cpuMilliseconds }) => cpuMilliseconds,
    unit: 'a million ms',
  },
  {
    name: 'D1 rows read',
    dollars: 0.001,
    each: million,
    included: 25_000 * million,
    of: ({ rowsRead }) => rowsRead,
    unit: 'a million',
  },
  {
    name: 'D1 rows written',
    dollars: 1,
    each: million,
    included: 50 * million,
    of: ({ rowsWritten }) => rowsWritten,
    unit: 'a million',
  },
  {
    name: 'D1 storage',
    dollars: 0.75,
    each: 1,
    included: 5,
    of: ({ databaseGigabytes }) => databaseGigabytes,
    unit: 'a GB',
  },
  {
    name: 'R2 storage',
    dollars: 0.015,
    each: 1,
    included: 10,
    of: ({ filesGigabytes }) => filesGigabytes,
    unit: 'a GB',
  },
  {
    name: 'R2 class A (writes)',
    dollars: 4.5,
    each: million,
    included: million,
    of: ({ classA }) => classA,
    unit: 'a million',
  },
  {
    name: 'R2 class B (reads)',
    dollars: 0.36,
    each: million,
    included: 10 * million,
    of: ({ classB }) => classB,
    unit: 'a million',
  },
  {
    name: 'logs of the Worker’s runs',
    dollars: 0.6,
    each: million,
    included: 20 * million,
    of: ({ runs }) => runs,
    unit: 'a million',
  },
];

export function charge({ dollars, each, included, of }: Price, use: Use): number {
  return (Math.max(0, of(use) - included) / each) * dollars;
}

export function total(use: Use): number {
  return prices.reduce((sum, price) => sum + charge(price, use), plan);
}

/** A level of traffic: the replayed requests, and the usage of a month. */
export interface Level {
  use: Use;
  replayed: number;
  hitRatio: number;
}

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const millions = (value: number) => `${(value / million).toFixed(1)} million`;
const row = (cells: string[]) => `| ${cells.join(' | ')} |`;

/** The tables of docs/operations.md. */
export function tablesOf(levels: readonly Level[]): string {
  const head = [
    '',
    ...levels.map(({ use }) => `${whole(use.pageViews / million)} million page views`),
  ];
  const line = ['---', ...levels.map(() => '---:')];
  const measured = (name: string, of: (level: Level) => string) => row([name, ...levels.map(of)]);
  const bill = (price: Price) => {
    const { included, each, dollars, unit } = price;
    const beyond = each === 1 ? `${included} GB` : `${whole(included / million)} million`;
    const name = `${price.name}: $${dollars} ${unit} beyond ${beyond}`;
    return row([name, ...levels.map(({ use }) => charge(price, use).toFixed(2))]);
  };
  return [
    row(['measured', ...head.slice(1)]),
    row(line),
    measured('requests replayed', ({ replayed }) => whole(replayed)),
    measured('answered by the edge', ({ hitRatio }) => `${(hitRatio * 100).toFixed(1)} %`),
    measured('requests a month', ({ use }) => millions(use.requests)),
    measured('the Worker runs', ({ use }) => millions(use.runs)),
    measured('CPU a run, ms', ({ use }) => (use.cpuMilliseconds / use.runs).toFixed(2)),
    measured('D1 rows read a run', ({ use }) => (use.rowsRead / use.runs).toFixed(1)),
    measured('D1 rows written', ({ use }) => millions(use.rowsWritten)),
    measured('R2 writes', ({ use }) => millions(use.classA)),
    measured('R2 reads', ({ use }) => millions(use.classB)),
    '',
    row(['charged, in dollars', ...head.slice(1)]),
    row(line),
    row(['plan', ...levels.map(() => plan.toFixed(2))]),
    ...prices.map(bill),
    row(['**a month**', ...levels.map(({ use }) => `**${total(use).toFixed(2)}**`)]),
  ].join('\n');
}

const [from, to] = ['<!-- made by npm run cost -->', '<!-- to here -->'];

/** Replaces the tables in the document. */
export function withTables(document: string, levels: readonly Level[]): string {
  const [before, rest] = document.split(from);
  const [, after] = rest?.split(to) ?? [];
  if (after === undefined) throw new Error('The document has no place for the tables.');
  return `${before}${from}\n\n${tablesOf(levels)}\n\n${to}${after}`;
}
