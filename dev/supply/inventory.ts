/** The packages of this project with their versions, reasons and licences. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../local.ts';

export interface Dependency {
  name: string;
  version: string;
  licence: string;
  reason: string | null;
  /** Whether it is part of the Worker; else it is a development tool. */
  inWorker: boolean;
}

interface Locked {
  version: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
}

/** Licences accepted in the Worker, which is passed on to others. */
const distributed = ['MIT', 'Apache-2.0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause'];

/**
 * Licences also accepted in tools; CC-BY-SA is the text of a test, LGPL a library of wrangler's, and BSD
 * the BSD-2-Clause of a library of mammoth's, by its old name.
 */
const toolsOnly = [
  'BSD',
  'MIT-0',
  'Zlib',
  'BlueOak-1.0.0',
  'MPL-2.0',
  'LGPL-3.0-or-later',
  'CC0-1.0',
  'CC-BY-SA-4.0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
];

/** Whether an SPDX expression offers a choice with accepted licences only. */
export function isAccepted(licence: string, inWorker: boolean): boolean {
  const accepted = inWorker ? distributed : [...distributed, ...toolsOnly];
  return licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => accepted.includes(one)));
}

const readText = (path: string) => readFileSync(join(root, path), 'utf8');

export function readReasons(): Record<string, string> {
  return parse(readText('dev/supply/reasons.yaml'));
}

function readLock(): [name: string, Locked][] {
  const { packages } = JSON.parse(readText('package-lock.json'));
  return Object.entries<Locked>(packages)
    .filter(([path]) => path !== '')
    .map(([path, locked]) => [path.replace(/^.*node_modules\//, ''), locked]);
}

/** Every package of the lock file, indirect ones included. */
export function readPackages(): Omit<Dependency, 'reason'>[] {
  return readLock()
    .filter(([, { license, optional }]) => license !== undefined || !optional)
    .map(([name, { version, license = 'none', dev, devOptional, optional }]) => ({
      name,
      version,
      licence: license,
      inWorker: !dev && !devOptional && !optional,
    }));
}

/** The packages of package.json, those of the Worker first. */
export function readDependencies(): Dependency[] {
  const { dependencies, devDependencies } = JSON.parse(readText('package.json'));
  const lock = new Map(readLock());
  const reasons = readReasons();
  const list = (names: object, inWorker: boolean) =>
    Object.keys(names).map((name) => ({
      name,
      version: lock.get(name)?.version ?? '',
      licence: lock.get(name)?.license ?? 'none',
      reason: reasons[name] ?? null,
      inWorker,
    }));
  return [...list(dependencies, true), ...list(devDependencies, false)];
}
