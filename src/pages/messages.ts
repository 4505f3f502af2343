/** The page of a refusal. It tells nothing of the address: what is hidden looks like what never was. */
import { MessagePage } from '../../templates/message.tsx';
import { wordsOf } from '../../templates/words.ts';
import type { Problem } from '../domain/problem.ts';
import type { HouseContext } from '../http/house.ts';

export async function refusalPage(c: HouseContext, problem: Problem): Promise<Response> {
  const { site, lang } = c.var;
  const words = wordsOf(lang);
  const [title, text] =
    problem.status === 404
      ? [words.notFound, words.notFoundText]
      : problem.status === 410
        ? [words.gone, problem.message]
        : problem.status === 400
          ? [words.unreadable, words.notFoundText]
          : [words.failed, words.failedText];
  return c.html(MessagePage({ site, lang, title, text }));
}
