/** The list of those who have early access, over all releases. */
import * as paths from '../../src/domain/paths.ts';
import { type DeskWords, fill } from './words.ts';

export interface EarlyAccessProperties {
  words: DeskWords;
  links: {
    id: string;
    releaseId: string;
    recipient: string;
    /** Null for the version that is scheduled, or else the newest. */
    version: number | null;
    title: string;
    /** When the release goes out, in words; null if nothing is scheduled. */
    goesOut: string | null;
    until: string;
    views: string;
    giver: string;
  }[];
  /** The address of the next page, or null. */
  next: string | null;
}

export function EarlyAccessPage({ words, links, next }: EarlyAccessProperties) {
  if (links.length === 0) return <p>{words.noEarlyAccess}</p>;
  return (
    <>
      <p class="hint">{words.earlyAccessText}</p>
      <ul class="items previews">
        {links.map((link) => (
          <li>
            <bdi>{link.recipient}</bdi>
            <a href={paths.deskRelease(link.releaseId, 'previews')}>{link.title}</a>
            <small>
              {link.version === null ? words.anyVersion : fill(words.version, link.version)}
            </small>
            {link.goesOut !== null && <small>{link.goesOut}</small>}
            <small>{link.until}</small>
            <small>{link.views}</small>
            <small>{link.giver}</small>
            <form
              method="post"
              action={paths.deskRelease(link.releaseId, `previews/${link.id}/revoke`)}
            >
              <input type="hidden" name="list" value="early-access" />
              <button type="submit" aria-label={`${words.revoke}: ${link.recipient}`}>
                {words.revoke}
              </button>
            </form>
          </li>
        ))}
      </ul>
      {next && (
        <p>
          <a href={next}>{words.moreLinks}</a>
        </p>
      )}
    </>
  );
}
