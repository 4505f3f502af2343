/**
 * The bodies of releases in lists of the API. A publication never changes what it says, so an isolate
 * keeps the bodies that it has read, and asks the database only for others. Whether a release is in a
 * list is asked each time.
 */
import { sql } from 'drizzle-orm';
import { type Body, type JsonBodies, jsonBodies, type Publication } from '../../domain/release.ts';
import { Memory } from '../db/memory.ts';
import { publications } from '../db/schema.ts';
import { bodies, publicColumns } from './public-releases.ts';

/** The same for two rows only if they say the same, also after the database was restored to a time before. */
const contentOf = ({ releaseId, revision, publishedAt, modifiedAt }: Publication) =>
  [releaseId, revision, publishedAt, modifiedAt].join(' ');

interface Kept {
  content: string;
  bodies: JsonBodies;
}

/** By the publication's id. */
const inMemory = new Memory<Kept>(16_000_000);
/** The publications of a query that need not be read again, at most. */
const mostKnown = 200;

/** A publication with its bodies as JSON; null if the memory had others, which are to be read again. */
export interface ListedPublication extends Publication {
  bodies: JsonBodies | null;
}

/** The columns of a list whose publications of the ids in `known` are in memory. */
export const listedColumns = {
  ...publicColumns,
  publicationId: publications.id,
  bodies: sql<string | null>`iif(
    ${publications.id} in (select value from json_each(${sql.placeholder('known')})),
    null,
    ${bodies}
  )`,
};

type Row = Publication & { publicationId: number; bodies: string | null };

/** The publications in memory as of now, and the meaning of rows of a query that leaves them out. */
export function knownBodies() {
  const known = inMemory.newest(mostKnown);
  return {
    values: { known: `[${[...known.keys()].join()}]` },
    toListed: (row: Row): ListedPublication => {
      if (row.bodies !== null) return keepBodies(row, row.bodies);
      const kept = known.get(String(row.publicationId));
      return { ...row, bodies: kept?.content === contentOf(row) ? kept.bodies : null };
    },
  };
}

const parseBodies = (read: string) => jsonBodies(JSON.parse(read) as Body[]);

function keepBodies(row: Row, read: string): ListedPublication {
  const bodies = parseBodies(read);
  inMemory.set(String(row.publicationId), { content: contentOf(row), bodies }, 2 * read.length);
  return { ...row, bodies };
}

/** A publication with its bodies, of a query that reads them all. */
export const toListed = <Row extends Publication & { bodies: string }>(row: Row) => ({
  ...row,
  bodies: parseBodies(row.bodies),
});

/** Whether bodies in memory were of other content. */
export const isIncomplete = (items: readonly ListedPublication[]): boolean =>
  items.some(({ bodies }) => bodies === null);

/** Forgets all bodies, so that the next query reads them. */
export const forgetBodies = (): void => inMemory.clear();
