/** Creates an editor with a token directly in a local database: this is how the first one is made. */
import { localDatabase, type NewEditor, tokenForNewEditor, writeGrant } from './grants.ts';

/** @returns the token, which cannot be read again */
export async function createEditor(db: D1Database, editor: NewEditor): Promise<string> {
  return writeGrant(localDatabase(db), await tokenForNewEditor(editor));
}
