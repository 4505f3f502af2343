/** Refused sign-ins: limited for each address, and in the audit if they concern a person. */
import type { Editor } from '../domain/editor.ts';
import { Problem } from '../domain/problem.ts';
import { limitFailures, writeAuditEntry } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import { warn } from '../log.ts';

export interface RefusedSignIn {
  /** The reason for the audit. The page says less. */
  reason: string;
  /** The credential that was presented, and by whom; null if it belongs to nobody. */
  about: { subject: string; editor: Editor | null } | null;
  /** The action in the audit. */
  action?: 'signIn.refused' | 'passkey.refused';
}

/**
 * Counts a refusal and records it. Strangers who present nothing of this site write to the log alone,
 * because they could fill the audit.
 * @throws Problem `too-many-requests` if this address failed too often
 */
export async function recordRefusedSignIn(
  c: AppContext,
  { reason, about, action = 'signIn.refused' }: RefusedSignIn,
): Promise<void> {
  const refused = new Problem('forbidden', reason);
  const outcome = await limitFailures(c, refused);
  if (outcome !== refused) throw outcome;
  warn(action, { reason, subject: about?.subject ?? 'unknown' });
  if (!about) return;
  await writeAuditEntry(c, about.editor, action, about.subject, { reason });
}
