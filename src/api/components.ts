/** The named schemas of the API. */
import * as v from 'valibot';
import type { Operation } from './endpoint.ts';
import { named } from './response-schemas.ts';

/** All named schemas: those of the responses, and each JSON body by its title. */
export function componentsOf(operations: readonly Operation[]): Record<string, v.GenericSchema> {
  const bodies = operations.flatMap(({ body }) => {
    if (body === undefined || body === 'bytes') return [];
    const title = v.getTitle(body);
    return title === undefined ? [] : [[title, body] as const];
  });
  return { ...named, ...Object.fromEntries(bodies) };
}
