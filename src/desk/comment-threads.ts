/** Comments in threads, each at the passage of the text that it quotes. */

import type { CommentedField, CommentThread, ThreadLists } from '../../templates/desk/comments.tsx';
import { relativeTime } from '../../templates/desk/time.ts';
import { findPassage, paragraphsOf, stretchesOf } from '../domain/passage.ts';
import { commentFields } from '../domain/review.ts';
import type { Comment } from '../store/editorial/comments.ts';

type Texts = Partial<Record<(typeof commentFields)[number], string>>;

interface Surroundings {
  lang: string;
  now: number;
}

/** A thread, and the offset of its passage in a text. */
interface Placed {
  thread: CommentThread;
  at: number;
  length: number;
}

/** The comments as threads, those of one language at their passages. */
export function threadsOf(
  comments: readonly Comment[],
  editions: Record<string, Texts>,
  shown: string,
  surroundings: Surroundings,
): ThreadLists {
  const roots = comments.filter(({ parentId }) => parentId === null);
  const toThread = (root: Comment): CommentThread => ({
    id: root.id,
    quote: root.quote,
    lang: root.lang,
    isResolved: root.resolvedAt !== null,
    lines: [root, ...comments.filter(({ parentId }) => parentId === root.id)].map((one) => ({
      author: one.author,
      when: relativeTime(one.createdAt, surroundings.now, surroundings.lang),
      content: one.content,
    })),
  });
  const open = roots.filter(({ resolvedAt }) => resolvedAt === null);
  const placed = new Set<Comment>();
  const texts = editions[shown] ?? {};
  const fields = commentFields.flatMap((field): CommentedField[] => {
    const text = texts[field] ?? '';
    const here = open
      .filter((one) => one.lang === shown && one.field === field)
      .flatMap((root): Placed[] => {
        const at = findPassage(text, root);
        if (at === null) return [];
        placed.add(root);
        return [{ thread: toThread(root), at, length: root.quote.length }];
      });
    const paragraphs = paragraphsOf(text).map((paragraph) => {
      const end = paragraph.start + paragraph.text.length;
      return {
        ...paragraph,
        stretches: stretchesOf(paragraph, here),
        threads: here
          .filter(({ at }) => at >= paragraph.start && at < end)
          .map(({ thread }) => thread),
      };
    });
    return paragraphs.length > 0 ? [{ field, paragraphs }] : [];
  });
  const isGeneral = ({ field }: Comment) => field === null;
  const isLost = ({ lang }: Comment) => lang === shown || !Object.hasOwn(editions, lang ?? '');
  return {
    fields,
    general: open.filter(isGeneral).map(toThread),
    changed: open.filter((one) => !isGeneral(one) && !placed.has(one) && isLost(one)).map(toThread),
    resolved: roots.filter(({ resolvedAt }) => resolvedAt !== null).map(toThread),
  };
}

/** The number of open comments on the text of a language. */
export const countIn = (comments: readonly Comment[], lang: string): number =>
  comments.filter((one) => one.lang === lang && one.parentId === null && one.resolvedAt === null)
    .length;
