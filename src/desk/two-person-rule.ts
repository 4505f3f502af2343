/** The two-person rule in words: who may approve or publish, and why not. */
import { fill } from '../../templates/desk/words.ts';
import { atLeast } from '../domain/editor.ts';
import type { AppContext } from '../http/context.ts';
import type { Document } from './api-call.ts';
import { wordsFor } from './page.ts';

/** The names that a sentence lists, at most. */
const mostNames = 5;

/** Names as a part of a sentence: “Sami or Tara”. */
function namesInWords(c: AppContext, names: readonly string[]): string {
  const rest = names.length - mostNames;
  const listed = names.slice(0, mostNames);
  const all = rest > 0 ? [...listed, fill(wordsFor(c).andOthers, rest)] : listed;
  return new Intl.ListFormat(c.var.lang, { type: 'disjunction' }).format(all);
}

/**
 * The rule in words for this person and the newest version; null where it does not apply.
 * @param publishers the names of the other people who may approve and publish
 * @param approver the id of the person whose approval stands, or null
 */
export function ruleInWords(
  c: AppContext,
  { version, publicVersion, approval }: Document<'GET /releases/{id}'>,
  publishers: readonly string[],
  approver: string | null,
): string | null {
  const { site, session } = c.var;
  if (!site.twoPersons || publicVersion !== null) return null;
  const words = wordsFor(c);
  const isEditor = atLeast(session.editor.role, 'editor');
  const isApproved = approval?.version === version;
  const said = { version: String(version), names: namesInWords(c, publishers) };
  if (isApproved && approver !== session.editor.id) {
    return isEditor ? fill(words.ruleOther, { ...said, names: approval.editor }) : null;
  }
  if (publishers.length === 0) return fill(words.ruleNobody, said);
  if (!isEditor) return fill(words.ruleAuthor, said);
  return fill(isApproved ? words.ruleMine : words.ruleNotApproved, said);
}
