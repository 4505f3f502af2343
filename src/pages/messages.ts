/** The page of a refusal. It tells nothing of the address: what is hidden looks like what never was. */
import { MessagePage } from '../../templates/message.tsx';
import { type Words, wordsOf } from '../../templates/words.ts';
import type { Problem } from '../domain/problem.ts';
import type { Site } from '../domain/site.ts';
import type { AppContext } from '../http/context.ts';

export async function refusalPage(c: AppContext, problem: Problem): Promise<Response> {
  const { site, lang } = c.var;
  const [title, text] = messageOf(problem, wordsOf(lang));
  if (problem.told.length > 0) {
    return c.html(MessagePage({ site, lang, title, told: problem.told }).toString());
  }
  const known = pages.get(site) ?? new Map<string, string>();
  pages.set(site, known);
  const key = `${lang} ${title}`;
  const page =
    known.get(key) ?? MessagePage({ site, lang, title, told: [{ text, lang }] }).toString();
  known.set(key, page);
  return c.html(page);
}

/** Pages that say the same whatever was asked: who asks for what is not there gets one at no cost. */
const pages = new WeakMap<Site, Map<string, string>>();

function messageOf({ code, status }: Problem, words: Words): [title: string, text: string] {
  if (code === 'not-found') return [words.notFound, words.notFoundText];
  if (code === 'gone') return [words.gone, words.goneText];
  if (code === 'legally-barred') return [words.barred, words.goneText];
  if (status < 500) return [words.badAddress, words.notFoundText];
  return [words.failed, words.failedText];
}
