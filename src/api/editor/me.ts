/** The caller of a request. */
import type { AppContext } from '../../http/context.ts';
import { operation } from '../endpoint.ts';
import { anybody } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';

async function findCaller(c: AppContext): Promise<Response> {
  const { bearer, site } = c.var;
  const { id, name, role } = bearer.editor;
  return c.json({ editor: { id, name }, role, scopes: bearer.scopes, timeZone: site.timeZone });
}

export const callerOperations = [
  operation(
    {
      method: 'get',
      path: '/me',
      name: 'findCaller',
      summary:
        'Read the caller: the editor, the role, the scopes of the token, the time zone of the site.',
      needs: anybody,
      responses: { 200: { description: 'The caller.', schema: schemas.caller } },
    },
    findCaller,
  ),
] as const;
