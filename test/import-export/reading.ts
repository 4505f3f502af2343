/** Files for the readers, written where a test may write, and what is read of them. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readParseResults } from '../../import-export/readers/formats.ts';
import type { LeftOut, Unreadable } from '../../import-export/readers/parse-result.ts';
import { type Item, type ItemContext, toItem } from '../../import-export/resolve/item.ts';
import { type Mapping, noMapping } from '../../import-export/resolve/mapping.ts';
import { TermIndex } from '../../import-export/resolve/newsroom.ts';

export const folder = await mkdtemp(join(tmpdir(), 'dateline-move-'));
export const removeFolder = () => rm(folder, { recursive: true });

/** Writes a file below the folder; its path. */
export async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

export function settingWith(
  mapping: Partial<Mapping> = {},
  options: Partial<ItemContext> = {},
): ItemContext {
  const terms = new TermIndex();
  for (const [path, ...names] of [
    ['kinds/press-release', 'Press release', 'Communiqué de presse'],
    ['kinds/statement', 'Statement'],
    ['fields-of-work/policing', 'Policing', 'Police'],
    ['fields-of-work/rule-of-law', 'Rule of law'],
    ['structures/secretariat', 'Secretariat', 'Secrétariat'],
    ['structures/programme-office-in-astana', 'Programme Office in Astana'],
    ['structures/department-of-management-and-finance', 'Department of Management, and Finance'],
    ['countries/kazakhstan', 'Kazakhstan'],
    ['meetings/summit-meetings', 'Summit meetings'],
  ] as [string, ...string[]][]) {
    const [taxonomy, slug] = path.split('/') as ['kinds', string];
    for (const name of names) terms.add({ taxonomy, slug }, name);
  }
  return {
    newsroom: {
      languages: ['en', 'fr', 'ru'],
      timeZone: 'Europe/Vienna',
      twoPersons: false,
      terms,
    },
    mapping: { ...noMapping, ...mapping },
    draftsOnly: false,
    undated: { date: null },
    now: Date.UTC(2026, 10, 24, 12),
    ...options,
  };
}

export interface Heard {
  items: Item[];
  refused: Unreadable[];
  left: LeftOut[];
}

/** Reads a file as an import would, without a newsroom. */
export async function hear(
  path: string,
  mapping: Partial<Mapping> = {},
  uploads: string | null = null,
  options: Partial<ItemContext> = {},
): Promise<Heard> {
  const heard: Heard = { items: [], refused: [], left: [] };
  for await (const finding of readParseResults(path, uploads, mapping.columns)) {
    if ('leftOut' in finding) heard.left.push(finding);
    else {
      const item = 'reason' in finding ? finding : toItem(finding, settingWith(mapping, options));
      if ('reason' in item) heard.refused.push(item);
      else heard.items.push(item);
    }
  }
  return heard;
}

/** The only release in a file. */
export async function hearOne(path: string, mapping: Partial<Mapping> = {}): Promise<Item> {
  const { items, refused } = await hear(path, mapping);
  const [item] = items;
  if (!item || items.length > 1) throw new Error(JSON.stringify(refused));
  return item;
}
