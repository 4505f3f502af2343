/** Today: what goes out next, what waits, what was changed, what fails. Rows lead to what is to be done. */
import * as paths from '../../src/domain/paths.ts';
import type { Child } from '../markup.ts';
import { Countdown } from './countdown.tsx';
import { type ListedRelease, ReleaseItems } from './release-items.tsx';
import type { DeskWords } from './words.ts';

/** A review that waits for the person, or news about a release. */
interface TodayItem {
  /** The release. */
  id: string;
  title: string;
  /** Who did what and when, in words. */
  line: string;
  /** A message, a reason or a comment; may be empty. */
  content: string;
}

export interface TodayProperties {
  words: DeskWords;
  lang: string;
  timeZone: string;
  now: number;
  waits: TodayItem[];
  news: TodayItem[];
  /** The number of the latest news. */
  latestNews: number;
  scheduled: ListedRelease[];
  /** Drafts that an approval would free; null without the two-person rule. */
  unapproved: ListedRelease[] | null;
  mine: ListedRelease[];
  recent: ListedRelease[];
  /** Faults of the site, in words; null for a person who may not see them. */
  faults: string[] | null;
}

/** Characters of a message or a comment in a list. */
const excerpt = 200;

export function Today(today: TodayProperties) {
  const { words, waits, news, scheduled, unapproved, mine, recent, faults } = today;
  const [next, ...later] = scheduled;
  const changed = scheduled.filter((one) => one.version !== one.scheduledVersion);
  const section = (title: string, content: Child, name: string | null = null) => (
    <section class={name}>
      <h2>{title}</h2>
      {content}
    </section>
  );
  const list = (items: ListedRelease[], act = '') => (
    <ReleaseItems words={words} items={items} act={act} />
  );
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
            <Countdown words={words} left={next.left} />
          </>
        ) : (
          words.nothingScheduled
        )}
      </section>
      <search>
        <form action={`${paths.desk}/releases`} class="row panel">
          <label for="q">{words.titleOrAddress}</label>
          <input id="q" name="q" type="search" />
          <button type="submit">{words.search}</button>
        </form>
      </search>
      {waits.length > 0 && section(words.waitsForYou, <TodayItems items={waits} />, 'waits')}
      {unapproved &&
        section(
          words.waiting,
          unapproved.length > 0 ? list(unapproved, 'review') : words.nothingWaiting,
        )}
      {news.length > 0 &&
        section(
          words.newsForYou,
          <>
            <TodayItems items={news} />
            <form method="post" action={`${paths.desk}/news/clear`}>
              <input type="hidden" name="latest" value={today.latestNews} />
              <button type="submit">{words.clearNews}</button>
            </form>
          </>,
          'news',
        )}
      {changed.length > 0 && section(words.changedSince, list(changed, 'publish'))}
      {later.length > 0 && section(words.scheduled, list(later))}
      {mine.length > 0 && section(words.ownDrafts, list(mine))}
      {section(words.myDrafts, recent.length > 0 ? list(recent) : words.noDrafts)}
      {faults &&
        section(
          words.problems,
          faults.length === 0 ? (
            words.noProblems
          ) : (
            <>
              <ul>
                {faults.map((one) => (
                  <li class="fault">{one}</li>
                ))}
              </ul>
              <p>
                <a href={`${paths.desk}/health`}>{words.adminHealth}</a>
              </p>
            </>
          ),
        )}
    </>
  );
}

function TodayItems({ items }: { items: TodayItem[] }) {
  return (
    <ul class="items">
      {items.map(({ id, title, line, content }) => (
        <li>
          <a href={paths.deskRelease(id, 'review')}>{title}</a>
          <small>{line}</small>
          {content !== '' && (
            <q class="difference" dir="auto">
              {content.length > excerpt ? `${content.slice(0, excerpt)}…` : content}
            </q>
          )}
        </li>
      ))}
    </ul>
  );
}
