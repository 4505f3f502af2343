/** Today: what goes out next, what waits, what was changed, what fails. */
import * as paths from '../../src/domain/paths.ts';
import type { Child } from '../markup.ts';
import { type ListedRelease, ReleaseItems } from './release-items.tsx';
import type { DeskWords } from './words.ts';

export interface TodayProperties {
  words: DeskWords;
  lang: string;
  timeZone: string;
  now: number;
  scheduled: ListedRelease[];
  /** Drafts that an approval would free; null without the two-person rule. */
  waiting: ListedRelease[] | null;
  recent: ListedRelease[];
  /** Faults of the site, in words; null for a person who may not see them. */
  faults: string[] | null;
}

export function Today(today: TodayProperties) {
  const { words, scheduled, waiting, recent, faults } = today;
  const [next, ...later] = scheduled;
  const changed = scheduled.filter((one) => one.version !== one.scheduledVersion);
  const section = (title: string, content: Child) => (
    <section>
      <h2>{title}</h2>
      {content}
    </section>
  );
  const list = (items: ListedRelease[]) => <ReleaseItems {...today} items={items} />;
  return (
    <>
      <section class="next-out">
        <h2>{words.nextOut}</h2>
        {next ? (
          <>
            <strong>
              <a href={paths.deskRelease(next.id)}>{next.title}</a>
            </strong>
            {next.goesOut}
          </>
        ) : (
          words.nothingScheduled
        )}
      </section>
      {later.length > 0 && section(words.scheduled, list(later))}
      {changed.length > 0 && section(words.changedSince, list(changed))}
      {waiting && section(words.waiting, waiting.length > 0 ? list(waiting) : words.nothingWaiting)}
      {section(words.myDrafts, recent.length > 0 ? list(recent) : words.noDrafts)}
      {faults &&
        section(
          words.problems,
          faults.length === 0 ? (
            words.noProblems
          ) : (
            <ul>
              {faults.map((one) => (
                <li class="fault">{one}</li>
              ))}
            </ul>
          ),
        )}
    </>
  );
}
