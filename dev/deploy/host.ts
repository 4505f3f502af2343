/** Who answers at a host before a deployment takes it: wrangler would take it over without asking. */
import { CommandError } from '../commands/errors.ts';

export type Ask = (url: string, init?: RequestInit) => Promise<Response>;

export const plainly: Ask = (url, init) =>
  fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(20_000), ...init });

export type Answerer =
  /** The name leads nowhere. */
  | 'nobody'
  /** This product. */
  | 'dateline'
  /** Cloudflare Access, which does not say what it guards. */
  | 'access'
  | 'something else';

/** The names that a failure to look up a host has, of the system and of the resolver. */
const unknownHost = ['ENOTFOUND', 'EAI_NODATA', 'EAI_NONAME', 'ENODATA'];

export async function answererAt(origin: string, ask: Ask = plainly): Promise<Answerer> {
  try {
    const response = await ask(`${origin}/api/v1/editor/releases`);
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
 * @param isNew whether the site was never deployed before, so that Access guards something else
 * @throws CommandError where a host belongs to something else
 */
export async function demandFreeHosts(
  domains: readonly string[],
  { isNew, ask = plainly }: { isNew: boolean; ask?: Ask | undefined },
): Promise<void> {
  for (const domain of domains) {
    const answerer = await answererAt(`https://${domain}`, ask);
    if (answerer === 'nobody' || answerer === 'dateline') continue;
    if (answerer === 'access' && !isNew) continue;
    throw new CommandError(
      `${domain} answers, and not as Dateline (${answerer}). The deployment would replace its DNS record. If that is meant, run this again with --take-over. Nothing was changed.`,
    );
  }
}
