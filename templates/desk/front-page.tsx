/** The page for the release that leads the newsroom's home page. */
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { AdminTrail } from './admin.tsx';
import { FaultList, Field } from './frame.tsx';
import { type DeskWords, fill } from './words.ts';

export const frontPath = `${paths.desk}/front-page`;

export interface FrontPageProperties {
  words: DeskWords;
  lang: string;
  timeZone: string;
  /** The release that is pinned; null without one. */
  pinned: { id: string; title: string; until: string; isPublic: boolean } | null;
  /** The releases that can be chosen. */
  releases: { id: string; title: string; state: string }[];
  /** The part of a title that is searched for. */
  q: string;
  fields: { release: string; local: string };
  faults: readonly Fault[];
}

export function FrontPage(page: FrontPageProperties) {
  const { words, lang, timeZone, pinned, releases, q, fields, faults } = page;
  return (
    <>
      <AdminTrail words={words} />
      <FaultList lang={lang} faults={faults} />
      <section class="next-out">
        {pinned === null ? (
          words.newestLeads
        ) : (
          <>
            <strong>
              <a href={paths.deskRelease(pinned.id)}>{pinned.title}</a>
            </strong>
            <p>{fill(words.pinnedUntil, pinned.until)}</p>
            <p>{pinned.isPublic ? words.pinLanguages : words.pinWaits}</p>
            <form method="post" action={`${frontPath}/unpin`}>
              <button type="submit">{words.unpinAct}</button>
            </form>
          </>
        )}
      </section>
      <search>
        <form action={frontPath} class="row panel">
          <label for="q">{words.titlePart}</label>
          <input id="q" name="q" type="search" value={q} maxlength={200} />
          <button type="submit">{words.search}</button>
        </form>
      </search>
      <form method="post" action={frontPath} class="panel">
        <Field
          pointer="/release"
          label={words.pinRelease}
          faults={faults}
          control={(attributes) => (
            <select {...attributes} name="release">
              <option value="">–</option>
              {releases.map(({ id, title, state }) => (
                <option value={id} selected={id === fields.release}>
                  {`${title} (${state})`}
                </option>
              ))}
            </select>
          )}
        />
        <Field
          pointer="/until"
          label={fill(words.pinUntil, timeZone)}
          faults={faults}
          control={(attributes) => (
            <input {...attributes} type="datetime-local" name="local" value={fields.local} />
          )}
        />
        <button type="submit" class="main">
          {words.pinAct}
        </button>
      </form>
    </>
  );
}
