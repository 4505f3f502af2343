/** The page of a release's review: to whom it was sent, what they said, and comments at its text. */
import * as paths from '../../src/domain/paths.ts';
import { longestRemark, type reviewOutcomes } from '../../src/domain/review.ts';
import { wordsOf } from '../words.ts';
import { Comments, type CommentsProperties, type CommentTyped } from './comments.tsx';
import { FaultList, Field } from './frame.tsx';
import { ReleaseHead, type ReleaseState } from './release-page.tsx';
import { type DeskWords, fill } from './words.ts';

export interface ReviewTyped extends CommentTyped {
  reviewer: string;
  reviewMessage: string;
  returnReason: string;
}

interface ListedReview {
  id: string;
  /** Version, sender, recipient and time, in words. */
  line: string;
  message: string;
  outcome: (typeof reviewOutcomes)[number] | null;
  reason: string | null;
  sentVersion: number;
  /** The newest version, if it is newer than the one that was sent. */
  newer: number | null;
  /** Whether it waits for this person. */
  isForMe: boolean;
  /** Whether this person sent it, and nobody answered yet. */
  isMine: boolean;
}

export interface ReviewProperties extends Omit<CommentsProperties, 'id' | 'version' | 'typed'> {
  lang: string;
  state: ReleaseState;
  etag: string;
  reviews: ListedReview[];
  /** The people to whom it may be sent. */
  people: { id: string; name: string }[];
  /** The two-person rule for this version, in words. */
  rule: string | null;
  mayApprove: boolean;
  /** The languages of the release, with their numbers of open comments. */
  languages: { lang: string; open: number }[];
  typed: ReviewTyped;
}

export function ReviewPage(page: ReviewProperties) {
  const { words, lang, state, reviews, languages, shown, faults } = page;
  const open = reviews.filter(({ outcome }) => outcome === null);
  const ended = reviews.filter(({ outcome }) => outcome !== null);
  return (
    <>
      <ReleaseHead words={words} state={state} current="review" />
      <FaultList lang={lang} faults={faults} />
      {open.map((review) => (
        <OpenReview {...page} review={review} />
      ))}
      <Approval {...page} />
      <div class="sides">
        <section>
          <h2>{words.comments}</h2>
          {languages.length > 1 && (
            <ul class="tabs">
              {languages.map((one) => (
                <li>
                  <a href={`?lang=${one.lang}`} aria-current={one.lang === shown ? 'page' : null}>
                    {wordsOf(one.lang).language}
                    {one.open > 0 && ` (${one.open})`}
                  </a>
                </li>
              ))}
            </ul>
          )}
          <Comments {...page} id={state.id} version={state.version} />
        </section>
        <aside>
          <SendForm {...page} />
          {ended.length > 0 && (
            <details>
              <summary>{words.reviewsBefore}</summary>
              {ended.map((review) => (
                <EndedReview words={words} review={review} />
              ))}
            </details>
          )}
        </aside>
      </div>
    </>
  );
}

function OpenReview({
  words,
  state,
  typed,
  faults,
  review,
}: ReviewProperties & { review: ListedReview }) {
  const path = (act: string) => paths.deskRelease(state.id, `review/${review.id}/${act}`);
  return (
    <section class="panel spaced">
      <p>{review.line}</p>
      <p class="difference" dir="auto">
        {review.message}
      </p>
      {review.newer !== null && (
        <p class="warnings">
          <a
            href={paths.deskRelease(
              state.id,
              `versions/${review.newer}?from=${review.sentVersion}`,
            )}
          >
            {fill(words.newerThanSent, review.newer)}
          </a>
        </p>
      )}
      {review.isForMe && (
        <form method="post" action={path('return')}>
          <Field
            pointer="/returnReason"
            label={words.returnReason}
            faults={faults}
            control={(attributes) => (
              <textarea
                {...attributes}
                name="returnReason"
                rows={3}
                maxlength={longestRemark}
                dir="auto"
              >
                {`\n${typed.returnReason}`}
              </textarea>
            )}
          />
          <button type="submit">{words.returnRelease}</button>
        </form>
      )}
      {review.isMine && (
        <form method="post" action={path('recall')}>
          <button type="submit">{words.recall}</button>
        </form>
      )}
    </section>
  );
}

/** The button of the approval, below what the two-person rule means for this person. */
function Approval({ words, state, etag, rule, mayApprove }: ReviewProperties) {
  if (rule === null && !mayApprove) return null;
  return (
    <form method="post" action={paths.deskRelease(state.id, 'approve')} class="panel spaced">
      {rule !== null && <p>{rule}</p>}
      {mayApprove && (
        <>
          <input type="hidden" name="etag" value={etag} />
          <input type="hidden" name="version" value={state.version} />
          <button type="submit" class="main">
            {fill(words.approve, state.version)}
          </button>
        </>
      )}
    </form>
  );
}

function SendForm({ words, state, people, typed, faults }: ReviewProperties) {
  if (people.length === 0) return <p class="hint">{words.nobodyToReview}</p>;
  return (
    <form method="post" action={paths.deskRelease(state.id, 'review')} class="panel">
      <h2>{words.sendForReview}</h2>
      <input type="hidden" name="version" value={state.version} />
      <Field
        pointer="/reviewer"
        label={words.reviewer}
        faults={faults}
        control={(attributes) => (
          <select {...attributes} name="reviewer">
            <option value="">{words.choosePerson}</option>
            {people.map(({ id, name }) => (
              <option value={id} selected={id === typed.reviewer}>
                {name}
              </option>
            ))}
          </select>
        )}
      />
      <Field
        pointer="/reviewMessage"
        label={words.reviewMessage}
        faults={faults}
        control={(attributes) => (
          <textarea
            {...attributes}
            name="reviewMessage"
            rows={3}
            maxlength={longestRemark}
            dir="auto"
          >
            {`\n${typed.reviewMessage}`}
          </textarea>
        )}
      />
      <button type="submit">{words.sendForReview}</button>
    </form>
  );
}

const outcomeWords = {
  returned: 'returned',
  approved: 'wasApproved',
  recalled: 'recalled',
} as const satisfies Record<(typeof reviewOutcomes)[number], keyof DeskWords>;

function EndedReview({ words, review }: { words: DeskWords; review: ListedReview }) {
  return (
    <div class="thread">
      <small>
        {review.line}: {review.outcome && words[outcomeWords[review.outcome]]}
      </small>
      <p class="difference" dir="auto">
        {review.message}
      </p>
      {review.reason !== null && (
        <blockquote class="difference" dir="auto">
          {review.reason}
        </blockquote>
      )}
    </div>
  );
}
