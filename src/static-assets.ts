/**
 * Static assets: files of the site's own that are uploaded beside the Worker (`[assets]` of
 * wrangler.toml), so that its code stays small. Only the Worker reads them; they have no addresses.
 */

/** The origin is ignored by the binding. */
const origin = 'https://assets.invalid';

/**
 * Reads an asset.
 * @param path below the folder of assets
 * @returns null if there is none
 * @throws Error on any other answer of the platform
 */
export async function readAsset(assets: Fetcher, path: string): Promise<Response | null> {
  const response = await assets.fetch(`${origin}/${path}`);
  if (response.ok) return response;
  await response.body?.cancel();
  if (response.status === 404) return null;
  throw new Error(`The static asset ${path} cannot be read: ${response.status}.`);
}
