/** Error pages. They depend only on the kind of error, so a hidden release looks like one that never existed. */
import { MessagePage } from '../../templates/message.tsx';
import { type Words, wordsOf } from '../../templates/words.ts';
import type { Problem } from '../domain/problem.ts';
import type { Site } from '../domain/site.ts';
import type { AppContext } from '../http/context.ts';

export async function errorPage(c: AppContext, problem: Problem): Promise<Response> {
  const { site, lang } = c.var;
  const [title, text] = messageOf(problem, wordsOf(lang));
  if (problem.paragraphs.length > 0) {
    return c.html(MessagePage({ site, lang, title, paragraphs: problem.paragraphs }).toString());
  }
  const rendered = pages.get(site) ?? new Map<string, string>();
  pages.set(site, rendered);
  const key = `${lang} ${title}`;
  const page =
    rendered.get(key) ??
    MessagePage({ site, lang, title, paragraphs: [{ text, lang }] }).toString();
  rendered.set(key, page);
  return c.html(page);
}

/** Rendered error pages, so that requests for missing addresses cost nothing. */
const pages = new WeakMap<Site, Map<string, string>>();

function messageOf({ code, status }: Problem, words: Words): [title: string, text: string] {
  if (code === 'not-found') return [words.notFound, words.notFoundText];
  if (code === 'gone') return [words.gone, words.goneText];
  if (code === 'legally-barred') return [words.barred, words.goneText];
  if (status < 500) return [words.badAddress, words.notFoundText];
  return [words.failed, words.failedText];
}
