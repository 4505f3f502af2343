/** Packages that are not installed: the cause of a failure that is worth one sentence. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ownRoot = join(import.meta.dirname, '../..');

/**
 * The sentence for an error that names a package of package.json which is not installed; null for any
 * other error.
 */
export function missingPackages(error: unknown, root = ownRoot): string | null {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  const { dependencies = {}, devDependencies = {} } = JSON.parse(text);
  const missing = Object.keys({ ...dependencies, ...devDependencies }).filter(
    (name) => !existsSync(join(root, 'node_modules', name)),
  );
  const said = String(error);
  const isCause = missing.some((name) => said.includes(`'${name}'`) || said.includes(`"${name}"`));
  if (!isCause) return null;
  const [first, ...others] = missing;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return `Packages are not installed (${first}${more}). Run npm ci, then try again.`;
}
