/** Checks what answers at a host before a deployment takes it: wrangler takes it over without asking. */
import { CommandError } from '../commands/errors.ts';

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export const fetchOnce: Fetch = (url, init) =>
  fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(20_000), ...init });

export type Answerer =
  /** The host name does not resolve. */
  | 'nobody'
  /** This product. */
  | 'dateline'
  /** Cloudflare Access; the site behind it is unknown. */
  | 'access'
  | 'something else';

/** Error codes of a host name that does not resolve. */
const unknownHost = ['ENOTFOUND', 'EAI_NODATA', 'EAI_NONAME', 'ENODATA'];

export async function answererAt(origin: string, request: Fetch = fetchOnce): Promise<Answerer> {
  try {
    const response = await request(`${origin}/api/v1/editor/releases`);
    const location = response.headers.get('Location') ?? '';
    if (/^https:\/\/[\w-]+\.cloudflareaccess\.com\//.test(location)) return 'access';
    const text = await response.text();
    const isOurs = response.status === 401 && text.includes('urn:dateline:problem:unauthenticated');
    return isOurs ? 'dateline' : 'something else';
  } catch (error) {
    const { code } = ((error as Error).cause ?? error) as { code?: string };
    return unknownHost.includes(code ?? '') ? 'nobody' : 'something else';
  }
}

/**
 * @param isNew whether the site was never deployed, so that Access protects something else
 * @throws CommandError if another website answers at a host
 */
export async function requireFreeHosts(
  domains: readonly string[],
  { isNew, request = fetchOnce }: { isNew: boolean; request?: Fetch | undefined },
): Promise<void> {
  for (const domain of domains) {
    const answerer = await answererAt(`https://${domain}`, request);
    if (answerer === 'nobody' || answerer === 'dateline') continue;
    if (answerer === 'access' && !isNew) continue;
    throw new CommandError(
      `Another website answers at ${domain} (${answerer}). The deployment would replace its DNS record. ` +
        'To do that, run this again with --take-over. Nothing was changed.',
    );
  }
}
