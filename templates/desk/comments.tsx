/** Comments of editors: in threads, at the passages of a text. */
import { directionOf } from '../../src/domain/language.ts';
import type { Paragraph, Stretch } from '../../src/domain/passage.ts';
import { longestQuote } from '../../src/domain/passage.ts';
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { type CommentField, longestRemark } from '../../src/domain/review.ts';
import { Field } from './frame.tsx';
import { placeName } from './place-names.ts';
import { type DeskWords, fill } from './words.ts';

export interface CommentThread {
  id: string;
  quote: string;
  lang: string | null;
  isResolved: boolean;
  /** The comment and its answers. */
  lines: { author: string; when: string; content: string }[];
}

export interface CommentedField {
  field: CommentField;
  paragraphs: (Paragraph & { stretches: Stretch[]; threads: CommentThread[] })[];
}

export interface ThreadLists {
  fields: CommentedField[];
  /** On the whole release. */
  general: CommentThread[];
  /** Whose passage is no longer in the text. */
  changed: CommentThread[];
  resolved: CommentThread[];
}

/** A comment as it was typed. */
export interface CommentTyped {
  comment: string;
  /** The quote; null to offer the whole paragraph. */
  passage: string | null;
  /** The field and the offset of the paragraph on which the form is open; empty for none. */
  field: string;
  at: string;
  /** The thread that the comment answers. */
  thread?: string;
}

export interface CommentsProperties {
  words: DeskWords;
  /** The release, and the version whose text is shown. */
  id: string;
  version: number;
  formKey: string;
  /** The language of the text. */
  shown: string;
  threads: ThreadLists;
  typed: CommentTyped;
  faults: readonly Fault[];
}

export function Comments(page: CommentsProperties) {
  const { words, shown, threads, typed } = page;
  const list = (items: CommentThread[]) => <Threads {...page} items={items} />;
  return (
    <>
      {threads.fields.map(({ field, paragraphs }) => (
        <section>
          <h3>{placeName(`/editions/${shown}/${field}`, words)}</h3>
          {paragraphs.map((paragraph) => {
            const isChosen = typed.field === field && typed.at === String(paragraph.start);
            return (
              <div class="passage">
                <p class="difference" lang={shown} dir={directionOf(shown)}>
                  {paragraph.stretches.map(({ text, isQuoted }) =>
                    isQuoted ? <mark>{text}</mark> : text,
                  )}
                </p>
                {isChosen ? (
                  <CommentForm {...page} field={field} paragraph={paragraph} />
                ) : (
                  <a
                    href={`?lang=${shown}&field=${field}&at=${paragraph.start}#passage`}
                    aria-label={`${words.comment}: ${beginningOf(paragraph.text)}`}
                  >
                    {words.comment}
                  </a>
                )}
                {list(paragraph.threads)}
              </div>
            );
          })}
        </section>
      ))}
      {threads.changed.length > 0 && (
        <section>
          <h3>{words.passageChanged}</h3>
          <p class="hint">{words.passageChangedText}</p>
          {list(threads.changed)}
        </section>
      )}
      <section>
        <h3>{words.wholeRelease}</h3>
        {list(threads.general)}
        <CommentForm {...page} field={null} paragraph={null} />
      </section>
      {threads.resolved.length > 0 && (
        <details>
          <summary>{fill(words.resolvedComments, threads.resolved.length)}</summary>
          {list(threads.resolved)}
        </details>
      )}
    </>
  );
}

/** The first words of a paragraph, by which a link is told from others. */
const beginningOf = (text: string) => text.slice(0, 60).replace(/\s+/g, ' ');

type CommentFormProperties = CommentsProperties & {
  /** Null for a comment on the whole release. */
  field: CommentField | null;
  paragraph: Paragraph | null;
};

function CommentForm(page: CommentFormProperties) {
  const { words, id, version, formKey, shown, typed, field, paragraph } = page;
  const isTyped = typed.thread === undefined && typed.field === (field ?? '');
  const faults = isTyped ? page.faults : [];
  return (
    <form
      method="post"
      action={paths.deskRelease(id, 'comments')}
      class="panel"
      id={paragraph ? 'passage' : 'whole'}
    >
      <input type="hidden" name="key" value={paragraph ? formKey : `${formKey}0`} />
      <input type="hidden" name="version" value={version} />
      <input type="hidden" name="lang" value={shown} />
      {paragraph && (
        <>
          <input type="hidden" name="field" value={field} />
          <input type="hidden" name="at" value={paragraph.start} />
          <Field
            pointer="/passage"
            label={words.passage}
            hint={words.passageHint}
            faults={faults}
            control={(attributes) => (
              <textarea
                {...attributes}
                name="passage"
                rows={3}
                maxlength={longestQuote}
                lang={shown}
                dir={directionOf(shown)}
              >
                {`\n${(isTyped ? typed.passage : null) ?? paragraph.text.slice(0, longestQuote)}`}
              </textarea>
            )}
          />
        </>
      )}
      <CommentText words={words} value={isTyped ? typed.comment : ''} faults={faults} at={field} />
      <button type="submit" class="main">
        {words.comment}
      </button>
    </form>
  );
}

/** The field of a comment. Only the one that was typed has faults, and so the id that they lead to. */
function CommentText({
  words,
  value,
  faults,
  at,
}: {
  words: DeskWords;
  value: string;
  faults: readonly Fault[];
  at: string | null;
}) {
  const own = faults.some(({ pointer }) => pointer === '/comment');
  return (
    <Field
      pointer={own ? '/comment' : `/comment-${at ?? 'whole'}`}
      label={words.commentText}
      faults={faults}
      control={(attributes) => (
        <textarea {...attributes} name="comment" rows={3} maxlength={longestRemark} dir="auto">
          {`\n${value}`}
        </textarea>
      )}
    />
  );
}

function Threads(page: CommentsProperties & { items: CommentThread[] }) {
  return (
    <>
      {page.items.map((thread) => (
        <Thread {...page} thread={thread} />
      ))}
    </>
  );
}

function Thread(page: CommentsProperties & { thread: CommentThread }) {
  const { words, id, formKey, shown, typed, thread } = page;
  const path = (act: string) => paths.deskRelease(id, `comments/${thread.id}/${act}`);
  const isTyped = typed.thread === thread.id;
  const names = `${words.comments}: ${thread.lines[0]?.author ?? ''}`;
  return (
    <article class="thread" aria-label={names} id={`comment-${thread.id}`}>
      {thread.quote !== '' && (
        <blockquote class="difference" dir="auto" lang={thread.lang}>
          {thread.quote}
        </blockquote>
      )}
      {thread.lines.map(({ author, when, content }) => (
        <div>
          <small>
            <bdi>{author}</bdi>, {when}
          </small>
          <p class="difference" dir="auto">
            {content}
          </p>
        </div>
      ))}
      <div class="row links">
        <form method="post" action={path('resolve')}>
          <input type="hidden" name="lang" value={shown} />
          <input type="hidden" name="act" value={thread.isResolved ? 'reopen' : 'resolve'} />
          <button type="submit">{thread.isResolved ? words.reopen : words.resolve}</button>
        </form>
        {!thread.isResolved && (
          <details open={isTyped}>
            <summary>{words.answer}</summary>
            <form method="post" action={path('answer')}>
              <input type="hidden" name="key" value={`${formKey}${thread.id.slice(0, 12)}`} />
              <input type="hidden" name="lang" value={shown} />
              <CommentText
                words={words}
                value={isTyped ? typed.comment : ''}
                faults={isTyped ? page.faults : []}
                at={thread.id}
              />
              <button type="submit" class="main">
                {words.answer}
              </button>
            </form>
          </details>
        )}
      </div>
    </article>
  );
}
