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

/** Reads an asset that every build has. @throws Error if it cannot be read */
export async function requireAsset(assets: Fetcher, path: string): Promise<Response> {
  const asset = await readAsset(assets, path);
  if (!asset) throw new Error(`The static assets have no ${path}.`);
  return asset;
}

/** Reads a stylesheet with the colours of a site before its rules. @throws Error if it cannot be read */
export async function readStylesheet(
  assets: Fetcher,
  { colours, asset }: { colours: string; asset: string },
): Promise<string> {
  return colours + (await (await requireAsset(assets, asset)).text());
}
