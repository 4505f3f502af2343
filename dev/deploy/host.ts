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

/** Whether a response leads to the sign-in of Cloudflare Access. */
export const leadsToAccess = ({ headers }: Response): boolean =>
  /^https:\/\/[\w-]+\.cloudflareaccess\.com\//.test(headers.get('Location') ?? '');

export async function answererAt(origin: string, request: Fetch = fetchOnce): Promise<Answerer> {
  try {
    const response = await request(`${origin}/api/v1/editor/releases`);
    if (leadsToAccess(response)) return 'access';
    const text = await response.text();
    // The hosts of previews and of the desk have no API: they say so in the same form.
    const isOurs = /urn:dateline:problem:(?:unauthenticated|not-found)/.test(text);
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
