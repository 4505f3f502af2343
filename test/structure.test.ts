/** Rules of the code's structure: imports between layers, names and lengths of files. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** The rings, the innermost first. A file imports from its own folder and from rings further in. */
const rings: string[][] = [
  ['organization'],
  ['src/domain'],
  [
    'src/feeds',
    'src/store',
    'src/edge-cache.ts',
    'src/log.ts',
    'src/static-assets.ts',
    'templates',
  ],
  ['src/config.ts', 'src/markdown.ts'],
  ['src/http', 'src/generated'],
  ['src/pages', 'src/api', 'src/jobs'],
  ['src/desk'],
  ['src/editorial-routes.ts'],
  ['src/app.ts'],
  ['src/worker.ts'],
];

const folders = [
  'src',
  'templates',
  'desk-assets',
  'client',
  'import-export',
  'dev',
  'bench',
  'test',
];
const longest = 400;
const widest = 120;
/** A line that begins with a literal, as a value or alone, or with markup in a literal. */
const data = /^\s*(?:const \w+ = |[\w'-]+: |[?:=] )?(?:['"`<]|\/(?![/*]))/;
const vague = /^(?:utils?|helpers?|common|shared|misc|lib|types|constants|index)\./i;

function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

const isCode = (path: string) => /\.(?:ts|tsx|js|css|sql)$/.test(path);
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
const all = folders.flatMap(filesOf).filter(isCode);
const own = all.filter((path) => /^(?:src|templates)\/.*\.tsx?$/.test(path));

interface Import {
  from: string;
  /** As it is written. */
  target: string;
  /** Gone before the code runs. */
  typeOnly: boolean;
}

/** Every import and re-export of a file, also those of types only and those at run time. */
function importsOf(path: string): Import[] {
  const text = textOf(path);
  const written =
    /^(?:import|export)\s(?:[^'"`;]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*['"`]([^'"`]+)/gm;
  return [...text.matchAll(written)].map(([statement, target, atRunTime]) => ({
    from: path,
    target: (target ?? atRunTime) as string,
    typeOnly: /^(?:import|export) type\b/.test(statement),
  }));
}

const isRelative = ({ target }: Pick<Import, 'target'>) => target.startsWith('.');
const imports = own.flatMap(importsOf);
const inward = imports.filter(isRelative).map(({ from, target, typeOnly }) => ({
  from,
  typeOnly,
  to: relative(root, join(root, dirname(from), target)).replaceAll('\\', '/'),
}));

const holds = (path: string) => (part: string) => `${path}/`.startsWith(`${part}/`);
const partOf = (path: string) => rings.flat().find(holds(path));

const placeOf = (path: string) => {
  const ring = rings.findIndex((parts) => parts.some(holds(path)));
  if (ring < 0) throw new Error(`${path} is in none of the rings.`);
  return ring;
};

describe('imports', () => {
  test('are found at all', () => {
    expect(inward.length).toBeGreaterThan(own.length);
  });

  test('point inward, or stay within a folder', () => {
    const outward = inward
      .filter(({ from, to }) => partOf(from) !== partOf(to))
      .filter(({ from, to }) => placeOf(to) >= placeOf(from))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(outward).toEqual([]);
  });

  test('of templates name only templates, the domain and the organization’s pictures', () => {
    const others = inward
      .filter(({ from, to }) => from.startsWith('templates/') && !to.startsWith('templates/'))
      .filter(({ to }) => !/^(?:src\/domain|organization)\//.test(to));
    expect(others).toEqual([]);
  });

  test('of the client are types alone: a program that uses it includes no code of the site', () => {
    const inClient = all.filter((path) => path.startsWith('client/')).flatMap(importsOf);
    const carried = inClient.filter(
      ({ target, typeOnly }) => !typeOnly && !target.startsWith('./'),
    );
    expect(inClient.length).toBeGreaterThan(0);
    expect(carried).toEqual([]);
  });

  test('of the domain name neither the platform, the database nor the framework', () => {
    const allowed =
      /^(?:valibot|mdast(?:-util-[a-z-]+)?|micromark-(?:extension|util)-[a-z-]+|papaparse|@orama\/stemmers\/[a-z]+)$/;
    const packages = imports.filter(
      (one) => one.from.startsWith('src/domain/') && !isRelative(one),
    );
    expect(packages.filter(({ target }) => !allowed.test(target))).toEqual([]);
  });

  test('of drizzle are in the store alone', () => {
    const users = imports.filter(({ target }) => target.startsWith('drizzle-orm'));
    const store = (path: string) => path.startsWith('src/store/');
    expect(users.filter(({ from }) => !store(from))).toEqual([]);
  });

  test('by relative path name a file with its extension', () => {
    const everywhere = all.filter((path) => /\.tsx?$/.test(path)).flatMap(importsOf);
    const bare = everywhere.filter(
      (one) => isRelative(one) && !/\.(?:tsx?|css|js|svg|txt|png|ico)$/.test(one.target),
    );
    expect(bare).toEqual([]);
  });

  test('at run time form no cycle', () => {
    const running = inward.filter(({ typeOnly }) => !typeOnly);
    const targets = Map.groupBy(running, ({ from }) => from);
    const done = new Set<string>();
    const visit = (path: string, way: string[]): string[] => {
      if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
      if (done.has(path)) return [];
      done.add(path);
      for (const { to } of targets.get(path) ?? []) {
        const circle = visit(to, [...way, path]);
        if (circle.length > 0) return circle;
      }
      return [];
    };
    expect(own.flatMap((path) => visit(path, []))).toEqual([]);
  });
});

/** Spans of visibility meet instants in these files alone: the same predicates in TypeScript and in SQL. */
const visibilityFiles = ['src/domain/visibility.ts', 'src/store/db/visibility.ts'];

const operator = '(?:<=?|(?<!=)>=?)';
const bound = 'visible_?(?:from|until)\\b';
const comparisons = [
  `${bound}[\\]})"\\s]*(?:${operator}|is\\s|between\\b)`,
  `(?:${operator}|\\b(?:[lg]te?|between|is(?:not)?null)\\()[\\s$({"]*(?:\\w+"?\\."?)*${bound}`,
].map((source) => new RegExp(source, 'gi'));

const comparisonsIn = (text: string) =>
  comparisons.flatMap((comparison) => [...text.matchAll(comparison)].map(([found]) => found));

describe('the comparison of a span of visibility with an instant', () => {
  test.each([
    'visible_from <= ?',
    'now < "publications"."visible_until"',
    '"publications"."visible_until" is null',
    `\${visibleFrom}
      > \${now}`,
    'lte(publications.visibleFrom, now)',
    'isNull(visibleUntil)',
    'span.visibleFrom <= now',
    '(visibleUntil ?? 0) >= now && now < span.visibleUntil',
  ])('is recognized in %s', (text) => {
    expect(comparisonsIn(text)).not.toEqual([]);
  });

  test.each([
    "Record<'visibleFrom' | 'visibleUntil', SQLiteColumn>",
    'spans.map(({ visibleFrom }) => visibleFrom)',
    'hasBegun({ visibleFrom }, now)',
    'visible_from = (select max(visible_from) from publications)',
  ])('is not seen in %s', (text) => {
    expect(comparisonsIn(text)).toEqual([]);
  });

  test('is in the two files of its predicates alone', () => {
    const elsewhere = own
      .filter((path) => !visibilityFiles.includes(path))
      .flatMap((path) => comparisonsIn(textOf(path)).map((found) => `${path}: ${found}`));
    expect(elsewhere).toEqual([]);
    expect(visibilityFiles.map((path) => comparisonsIn(textOf(path)).length > 3)).toEqual([
      true,
      true,
    ]);
  });
});

/** Within one of these no two exports share a name. */
const layers = [
  ['src/store'],
  ['src/domain'],
  ['src/feeds'],
  ['templates'],
  ['src/http'],
  ['src/generated', 'src/jobs'],
  ['src/pages'],
  ['src/api'],
  ['desk-assets'],
  ['client'],
  ['import-export'],
  ['dev'],
  ['bench'],
  ['test'],
];

/** Each program exports its `run`. */
const entryPoint = 'run';

const declared =
  /^export (?:async )?(?:function\*?|const|let|class|interface|type|enum) (?<name>\w+)/gm;

const exportsOf = (path: string) =>
  [...textOf(path).matchAll(declared)].map(({ groups }) => groups?.name ?? '');

/** Words that have meant several things in this code. */
const ambiguous = /^(?:told|touch\w*|announce\w*|settle\w*|strike|seek|tale|witness\w*)$/i;

describe('exports', () => {
  test.each(layers)('of %s have unique names', (...folders) => {
    const files = folders.flatMap(filesOf).filter((path) => /\.tsx?$/.test(path));
    const all = files.flatMap((path) =>
      [...new Set(exportsOf(path))].map((name) => ({ name, path })),
    );
    const twice = [...Map.groupBy(all, ({ name }) => name)].filter(
      ([name, places]) => name !== entryPoint && places.length > 1,
    );
    expect(all.length).toBeGreaterThan(0);
    expect(twice).toEqual([]);
  });

  test('have no ambiguous names', () => {
    const code = all.filter((path) => /\.tsx?$/.test(path));
    const named = code.flatMap((path) =>
      exportsOf(path)
        .filter((name) => ambiguous.test(name))
        .map((name) => `${path}: ${name}`),
    );
    expect(named).toEqual([]);
  });
});

describe('files', () => {
  test('are named after what is in them', () => {
    expect(all.filter((path) => vague.test(path.split('/').at(-1) ?? ''))).toEqual([]);
  });

  test('are in folders that are named after their content', () => {
    const named = all.flatMap((path) => path.split('/').slice(0, -1));
    expect(named.filter((folder) => vague.test(`${folder}.`))).toEqual([]);
  });

  test.each(["  title: '…',", '/^…$/.test(text)', '<p>…</p>', 'const a = `…`;'])(
    'may have a wide line that begins with data: %s',
    (line) => {
      expect(data.test(line)).toBe(true);
    },
  );

  test.each(['const a = 1;', '// a comment', ' * a comment', "test('…', () => {"])(
    'may not have a wide line of code: %s',
    (line) => {
      expect(data.test(line)).toBe(false);
    },
  );

  test(`have no line of code of more than ${widest} characters`, () => {
    const wide = all
      .filter((path) => !path.startsWith('templates/words/'))
      .flatMap((path) =>
        textOf(path)
          .split('\n')
          .map((line, at) => ({ line, place: `${path}:${at + 1}` })),
      )
      .filter(({ line }) => line.length > widest && !data.test(line));
    expect(wide.map(({ place }) => place)).toEqual([]);
  });

  test(`have at most ${longest} lines`, () => {
    const lines = (path: string) => textOf(path).trimEnd().split('\n').length;
    expect(all.filter((path) => lines(path) > longest)).toEqual([]);
  });
});
