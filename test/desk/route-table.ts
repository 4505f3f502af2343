/** The routes of the desk, read from its source: a route without a row in the tests would be unnoticed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DeskRoute {
  method: 'GET' | 'POST';
  /** The path below `/desk`, with parameters as `:id`. */
  path: string;
}

const folder = join(import.meta.dirname, '../../src/desk');

/** Every route that a file of the desk adds to its app. */
export function deskRouteTable(): DeskRoute[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => routesIn(readFileSync(join(folder, name), 'utf8')));
}

function routesIn(source: string): DeskRoute[] {
  const constants = new Map<string, string>();
  const plain = (path: string): string =>
    path
      .replace(/\{\$\{\w+\}\}|\{\[[^}]*\}/g, '')
      .replace(/\$\{(\w+)\}/g, (_, name: string) => constants.get(name) ?? `\${${name}}`);
  for (const [, name = '', path = ''] of source.matchAll(
    /^const (\w+) = [`']((?:\/|\$\{)[^`']*)[`'];$/gm,
  )) {
    constants.set(name, plain(path));
  }
  return [...source.matchAll(/\bapp\s*\.(get|post)\(\s*(?:[`']([^`']*)[`']|(\w+))\s*,/g)].map(
    ([, method = '', path, name = '']) => ({
      method: method.toUpperCase() as DeskRoute['method'],
      path: path === undefined ? (constants.get(name) ?? name) : plain(path),
    }),
  );
}
