/** Actions of the audit in words. */
import type { DeskWords } from '../../templates/desk/words.ts';

const nouns: Readonly<Record<string, keyof DeskWords>> = {
  access: 'nounAccess',
  attachment: 'nounAttachment',
  contact: 'nounContact',
  front: 'nounFront',
  delivery: 'nounDelivery',
  desk: 'nounDesk',
  editor: 'nounPerson',
  preview: 'nounPreview',
  records: 'nounExport',
  redirect: 'nounRedirect',
  release: 'nounRelease',
  session: 'nounSession',
  signInLink: 'nounLink',
  term: 'nounTerm',
  token: 'nounToken',
  tripwire: 'nounTripwire',
  webhook: 'nounWebhook',
};

const verbs: Readonly<Record<string, keyof DeskWords>> = {
  approve: 'verbApprove',
  cancel: 'verbCancel',
  create: 'verbCreate',
  delete: 'verbDelete',
  disable: 'verbDisable',
  disapprove: 'verbDisapprove',
  discard: 'verbDiscard',
  hit: 'verbHit',
  patch: 'verbReplace',
  pin: 'verbPin',
  publish: 'verbPublish',
  put: 'verbReplace',
  read: 'verbRead',
  refused: 'verbRefused',
  reinstate: 'verbReinstate',
  'remove-correction': 'verbCorrection',
  replace: 'verbReplace',
  restore: 'verbRestore',
  retry: 'verbRetry',
  revise: 'verbRevise',
  revoke: 'verbRevoke',
  revokeAll: 'verbRevoke',
  schedule: 'verbSchedule',
  unpin: 'verbUnpin',
  view: 'verbView',
  withdraw: 'verbWithdraw',
};

/** The actions that the list can be filtered by. */
export const filterActions: readonly string[] = [
  'release.create',
  'release.revise',
  'release.approve',
  'release.publish',
  'release.schedule',
  'release.cancel',
  'release.withdraw',
  'release.reinstate',
  'release.restore',
  'release.discard',
  'attachment.put',
  'attachment.patch',
  'attachment.delete',
  'preview.create',
  'preview.view',
  'preview.revoke',
  'editor.create',
  'editor.replace',
  'editor.disable',
  'signInLink.create',
  'session.create',
  'session.revoke',
  'token.create',
  'token.revoke',
  'token.refused',
  'term.create',
  'term.replace',
  'term.delete',
  'redirect.create',
  'redirect.replace',
  'redirect.delete',
  'webhook.create',
  'webhook.replace',
  'webhook.delete',
  'delivery.retry',
  'front.pin',
  'front.unpin',
  'contact.create',
  'contact.replace',
  'contact.delete',
  'access.refused',
  'tripwire.hit',
];

/** An action in words: “Release: published”. An action without words stays as it is. */
export function actionTitle(words: DeskWords, action: string): string {
  const [object = '', verb = ''] = action.split('.');
  const known = (table: Readonly<Record<string, keyof DeskWords>>, key: string) =>
    Object.hasOwn(table, key) ? words[table[key] as keyof DeskWords] : null;
  const [noun, done] = [known(nouns, object), known(verbs, verb)];
  return noun === null || done === null ? action : `${noun}: ${done}`;
}
