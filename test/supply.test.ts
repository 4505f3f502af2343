/** Dependencies: each package has a reason, and a licence that the project can comply with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../dev/local.ts';
import {
  isAccepted,
  readDependencies,
  readPackages,
  readReasons,
} from '../dev/supply/inventory.ts';

test('every package has a reason, and every reason its package', () => {
  const names = readDependencies().map(({ name }) => name);
  expect(Object.keys(readReasons()).sort()).toEqual(names.sort());
});

test('every package has one exact version', () => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const loose = Object.entries<string>({ ...dependencies, ...devDependencies });
  expect(
    loose.filter(([, version]) => !/^(?:npm:[\w/@-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)),
  ).toEqual([]);
});

test('every licence is accepted, and those of the Worker’s packages allow redistribution', () => {
  const packages = readPackages();
  expect(packages.length).toBeGreaterThan(100);
  expect(packages.filter(({ licence, inWorker }) => !isAccepted(licence, inWorker))).toEqual([]);
});

test('a choice of licences is accepted if one of them is, a combination if all are', () => {
  expect(isAccepted('(MIT OR GPL-3.0-only)', true)).toBe(true);
  expect(isAccepted('MIT AND LGPL-3.0-or-later', true)).toBe(false);
  expect(isAccepted('MIT AND LGPL-3.0-or-later', false)).toBe(true);
  expect(isAccepted('GPL-3.0-only', false)).toBe(false);
  expect(isAccepted('none', false)).toBe(false);
});

test('docs/dependencies.md lists every package; npm run dependency-list writes it', () => {
  const text = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
  const rows = text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const documented = rows.map(([, name, version, licence]) => [name, version, licence].join(' '));
  const missing = readDependencies()
    .map(({ name, version, licence }) => [name, version, licence].join(' '))
    .filter((line) => !documented.includes(line));
  expect(missing).toEqual([]);
});
