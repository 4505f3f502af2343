/** Every form of the desk by which one person changes a release, the people, or whether and when it is public. */
import { actsBegin, hour, instant, iso } from '../attack/one-person-acts.ts';
import { png } from '../domain/positions.ts';

export interface DeskForm {
  /** The route, as in the source: `:id` is the release, or the second person below `/people`. */
  path: string;
  fields?: Record<string, string>;
  /** The form that makes what this one is about, posted before it where a sequence has not. */
  after?: string;
  file?: { name: string; type: string; bytes: Uint8Array<ArrayBuffer> };
}

const of = (act: string) => `/releases/:id${act}`;
const text = {
  languages: 'en',
  kind: 'press-release',
  date: '2026-07-02',
  'editions.en.title': 'Astana workshop on the law of evidence',
  'editions.en.markdown': 'Fifty judges met.',
};
const publish = (fields: Record<string, string>): DeskForm => ({
  path: of('/publish'),
  fields: { act: 'confirm', ...fields },
});
const minor = { minor: 'true' };
const note = { 'note.en': 'It was wrong.' };
const withdraw = (mode: string): DeskForm => ({ path: of('/withdraw'), fields: { mode, ...note } });
const person = (fields: Record<string, string>): DeskForm => ({ path: '/people/:id', fields });
const picture = new Uint8Array(png([]));
const past = iso(actsBegin - hour);
/** A file that dates its release in the past, and wants it public. */
const table = {
  name: 'old.csv',
  text: 'key,title,body,date,kind\n1,Imported,A text.,2019-05-06,press-release',
};

export const forms: Record<string, DeskForm> = {
  save: { path: of(''), fields: { ...text, act: 'save' } },
  'add a language': { path: of(''), fields: { ...text, act: 'add', add: 'fr' } },
  autosave: { path: of('/autosave'), fields: { ...text, 'editions.en.title': 'Typed' } },
  'look in': { path: of('/presence') },
  'see a preview': { path: of('/preview'), fields: { ...text, preview: 'en' } },
  discard: { path: of('/discard') },
  duplicate: { path: of('/duplicate'), fields: { version: '1' } },
  'bring back a version': { path: of('/versions/1/restore') },
  upload: {
    path: of('/files'),
    fields: { replace: 'true' },
    file: { name: 'a.png', type: 'image/png', bytes: picture },
  },
  'describe a picture': {
    after: 'upload',
    path: of('/files/a.png/details'),
    fields: { title: 'Other', 'alt.en': 'Other words.', lead: 'true' },
  },
  'remove a picture': {
    after: 'upload',
    path: of('/files/a.png/remove'),
    fields: { confirmed: 'true' },
  },
  'send for review': { path: of('/review'), fields: { reviewer: ':second', version: '1' } },
  'return a review': {
    after: 'send for review',
    path: of('/review/:reviewId/return'),
    fields: { returnReason: 'No.' },
  },
  'recall a review': { after: 'send for review', path: of('/review/:reviewId/recall') },
  comment: { path: of('/comments'), fields: { version: '1', comment: 'Good.' } },
  'answer a comment': {
    after: 'comment',
    path: of('/comments/:commentId/answer'),
    fields: { comment: 'Good.' },
  },
  'resolve a comment': { after: 'comment', path: of('/comments/:commentId/resolve') },
  'give a preview': { path: of('/previews'), fields: { recipient: 'Ines Roth', days: '3' } },
  'give a preview of the first version': {
    path: of('/previews'),
    fields: { recipient: 'Ines Roth', days: '3', version: '1' },
  },
  'revoke a preview': { after: 'give a preview', path: of('/previews/:previewId/revoke') },
  approve: { path: of('/approve'), fields: { version: '2' } },
  'approve the first version': { path: of('/approve'), fields: { version: '1' } },
  'ask to publish at once': { path: of('/publish'), fields: { act: 'now', ...minor } },
  'ask for a time': { path: of('/publish'), fields: { act: 'review', local: '2026-07-01T14:30' } },
  'publish at once': publish(minor),
  'publish at once with a note': publish(note),
  'publish in the past': publish({ ...minor, at: past }),
  'publish in the past by the field of the API': publish({ ...minor, at: past, backdate: 'true' }),
  'publish earlier': publish({ ...minor, at: iso(instant - hour) }),
  'publish at the instant': publish({ ...minor, at: iso(instant) }),
  'publish later': publish({ ...minor, at: iso(instant + hour) }),
  cancel: { path: of('/cancel') },
  'let vanish': withdraw('vanish'),
  'withdraw with a notice': withdraw('notice'),
  withdraw: withdraw('gone'),
  'lead elsewhere': {
    path: of('/withdraw'),
    fields: { mode: 'redirect', redirectTo: 'https://newsroom.example/kinds' },
  },
  reinstate: { path: of('/reinstate') },
  'write another release': { path: '/releases/new', fields: { ...text, act: 'save' } },
  'see a preview of another': { path: '/releases/new/preview', fields: { ...text, preview: 'en' } },
  'import what is out': { path: '/import', fields: { ...table, publish: 'true' } },
  'let it lead': {
    path: '/front-page',
    fields: { release: ':release', local: '2026-07-02T12:00' },
  },
  'let the newest lead': { path: '/front-page/unpin' },
  'invite somebody': { path: '/people', fields: { name: 'A friend', role: 'editor' } },
  'demote the second person': person({ role: 'author' }),
  'promote the second person': person({ role: 'admin' }),
  'disable the second person': person({ disabled: 'true' }),
  'give the second person a link': { path: '/people/:id/link' },
  'give the second person a token': {
    path: '/people/:id/tokens/new',
    fields: { label: 'x', days: '1' },
  },
  'sign the second person out': { path: '/people/:id/sign-out' },
};

/** Routes that change neither a release nor who may approve it. */
export const aside =
  /^\/(?:link|language|sign-in|sign-out|account|news|terms|redirects|webhooks|deliveries|contacts)(?:\/|$)|^\/people\/:id\/(?:links|passkeys|tokens\/:tokenId)\//;
