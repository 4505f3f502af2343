/** The desk: pages for people in a browser. Every page but those of sign-in needs a session. */
import { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import { Refused, type RefusedProperties } from '../../templates/desk/refused.tsx';
import { deskScriptPath, deskTheme } from '../../templates/desk/theme.ts';
import type { DeskWords } from '../../templates/desk/words.ts';
import { idPattern } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import { cacheHeaders } from '../edge-cache.ts';
import { limitWrites } from '../http/auth.ts';
import type { AppContext, AppEnv } from '../http/context.ts';
import { readBytes } from '../http/input.ts';
import { setNoStore } from '../http/responses.ts';
import { readAsset, readStylesheet } from '../static-assets.ts';
import { connectGathering } from '../store/db/connect.ts';
import { accountPage, endSession, signOutEverywhere } from './account.ts';
import { adminPage } from './admin.ts';
import { auditPage, verifyAuditPage } from './audit.ts';
import { signInByAccess } from './cloudflare-access.ts';
import {
  bookPage,
  changeContact,
  contactPage,
  createContactByForm,
  deleteContact,
} from './contact-book.ts';
import { deliveriesPage, retryDeliveryByForm } from './deliveries.ts';
import { loadDeskWords } from './desk-words.ts';
import { messageInWords } from './faults.ts';
import { fileDetailsPage, removeFile, saveFileDetails } from './file-details.ts';
import { fileView } from './file-view.ts';
import { filesPage, uploadFile } from './files.ts';
import { field, readForm } from './form.ts';
import { frontPage, pinByForm, unpinByForm } from './front-page.ts';
import { healthPage } from './health.ts';
import { importFile, importPage } from './import.ts';
import { previewForm, previewShell } from './live-preview.ts';
import { answerOpenId, startOpenId } from './openid-connect.ts';
import {
  chooseLanguage,
  deskHeaders,
  deskLanguage,
  deskPage,
  noPage,
  seeOther,
  wordsFor,
} from './page.ts';
import { passkeyRequest, signInByPasskey } from './passkey-sign-in.ts';
import { addPasskey, newPasskeyOptions, removePasskey } from './passkeys.ts';
import { createSignInLink, invitePerson, peoplePage } from './people.ts';
import {
  changePerson,
  endSessionsOf,
  personPage,
  removePasskeyOf,
  revokeLinkOf,
  revokeTokenOf,
} from './person.ts';
import { planningRoutes } from './planning-routes.ts';
import { pollPresence } from './presence.ts';
import { createPreview, previewsPage, revokePreview } from './previews.ts';
import { approveVersion, cancelPublication, publish, publishPage } from './publishing.ts';
import {
  changeRedirect,
  createRedirectByForm,
  deleteRedirectByForm,
  redirectPage,
  redirectsPage,
} from './redirects.ts';
import { releaseListPage } from './release-list.ts';
import { createRelease, discardRelease, newReleasePage, releasePage } from './releases.ts';
import { autosaveRelease, saveRelease } from './saving.ts';
import { requireSession } from './session.ts';
import { linkPage, signInByLink, signInPage, signOut } from './sign-in.ts';
import { downloadTerms, termFilePage } from './term-file.ts';
import {
  changeTerm,
  createTermByForm,
  deleteTermByForm,
  termPage,
  termsPage,
  termTreePage,
} from './terms.ts';
import { todayPage } from './today.ts';
import { createTokenByForm, newTokenPage } from './tokens.ts';
import { restoreVersion, versionListPage, versionPage } from './versions.ts';
import {
  changeWebhook,
  createWebhookByForm,
  deleteWebhookByForm,
  webhookPage,
  webhooksPage,
} from './webhooks.ts';
import { reinstate, withdraw, withdrawPage } from './withdrawing.ts';

const release = `/releases/:id{${idPattern}}`;
const person = `/people/:id{${idPattern}}`;
const contact = `/contacts/:id{${idPattern}}`;
const webhook = `/webhooks/:id{${idPattern}}`;
const redirect = `/redirects/:id{${idPattern}}`;
const version = `${release}/versions/:number{[1-9][0-9]*}`;

/** The routes below `/desk`. Refusals become pages of the desk. */
export function deskRoutes(): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get('/assets/:file', asset);
  app.use(async (c, next) => {
    c.set('lang', deskLanguage(c));
    await loadDeskWords(c.env.ASSETS, c.var.lang);
    c.set('primary', connectGathering(c.var.primary));
    c.set('db', c.var.primary);
    c.set('readAudits', new Map());
    await next();
    for (const [name, value] of Object.entries(deskHeaders)) {
      if (!c.res.headers.has(name)) c.header(name, value);
    }
    setNoStore(c);
  });
  app.use(refuseCrossSite);

  app.get('/sign-in', signInPage);
  app.post('/sign-in/passkey/request', passkeyRequest);
  app.post('/sign-in/passkey', signInByPasskey);
  app.post('/sign-in/access', signInByAccess);
  app.get('/sign-in/openid', startOpenId);
  app.get('/sign-in/openid/answer', answerOpenId);
  app.get('/link/:secret', linkPage);
  app.post('/link/:secret', signInByLink);
  app.post('/language', setLanguage);

  app.use(requireSession);
  app.use(limitWrites);
  app.get('/', todayPage);
  app.get('/releases', releaseListPage);
  app.get('/releases/new', newReleasePage);
  app.post('/releases/new', createRelease);
  planningRoutes(app);
  app.get(release, releasePage);
  app.post(release, saveRelease);
  app.post(`${release}/autosave`, autosaveRelease);
  app.post(`${release}/presence`, pollPresence);
  app.get('/preview', previewShell);
  app.post('/releases/new/preview', previewForm);
  app.post(`${release}/preview`, previewForm);
  app.post(`${release}/discard`, discardRelease);
  app.get(`${release}/publish`, publishPage);
  app.post(`${release}/publish`, publish);
  app.post(`${release}/cancel`, cancelPublication);
  app.post(`${release}/approve`, approveVersion);
  app.get(`${release}/withdraw`, withdrawPage);
  app.post(`${release}/withdraw`, withdraw);
  app.post(`${release}/reinstate`, reinstate);
  app.get(`${release}/versions`, versionListPage);
  app.get(version, versionPage);
  app.post(`${version}/restore`, restoreVersion);
  app.get(`${release}/previews`, previewsPage);
  app.post(`${release}/previews`, createPreview);
  app.post(`${release}/previews/:previewId{${idPattern}}/revoke`, revokePreview);
  app.get(`${release}/files`, filesPage);
  app.post(`${release}/files`, uploadFile);
  app.get(`${release}/files/:filename`, fileView);
  app.get(`${release}/files/:filename/details`, fileDetailsPage);
  app.post(`${release}/files/:filename/details`, saveFileDetails);
  app.post(`${release}/files/:filename/remove`, removeFile);
  app.get('/people', peoplePage);
  app.post('/people', invitePerson);
  app.get(person, personPage);
  app.post(person, changePerson);
  app.post(`${person}/link`, createSignInLink);
  app.post(`${person}/links/:linkId{${idPattern}}/revoke`, revokeLinkOf);
  app.post(`${person}/passkeys/:passkeyId{${idPattern}}/remove`, removePasskeyOf);
  app.post(`${person}/sign-out`, endSessionsOf);
  app.post(`${person}/tokens/:tokenId{${idPattern}}/revoke`, revokeTokenOf);
  app.get('/admin', adminPage);
  app.get('/terms', termsPage);
  app.get('/terms/csv', downloadTerms);
  app.post('/terms/csv', termFilePage);
  app.get('/terms/:taxonomy', termTreePage);
  app.post('/terms/:taxonomy', createTermByForm);
  app.get('/terms/:taxonomy/:slug', termPage);
  app.post('/terms/:taxonomy/:slug', changeTerm);
  app.post('/terms/:taxonomy/:slug/delete', deleteTermByForm);
  app.get('/redirects', redirectsPage);
  app.post('/redirects', createRedirectByForm);
  app.get(redirect, redirectPage);
  app.post(redirect, changeRedirect);
  app.post(`${redirect}/delete`, deleteRedirectByForm);
  app.get('/webhooks', webhooksPage);
  app.post('/webhooks', createWebhookByForm);
  app.get(webhook, webhookPage);
  app.post(webhook, changeWebhook);
  app.post(`${webhook}/delete`, deleteWebhookByForm);
  app.get('/deliveries', deliveriesPage);
  app.post('/deliveries/:number/retry', retryDeliveryByForm);
  app.get('/front-page', frontPage);
  app.post('/front-page', pinByForm);
  app.post('/front-page/unpin', unpinByForm);
  app.get('/contacts', bookPage);
  app.post('/contacts', createContactByForm);
  app.get(contact, contactPage);
  app.post(contact, changeContact);
  app.post(`${contact}/delete`, deleteContact);
  app.get('/import', importPage);
  app.post('/import', importFile);
  app.get('/health', healthPage);
  app.get('/audit', auditPage);
  app.get('/audit/verify', verifyAuditPage);
  app.get(`${person}/tokens/new`, newTokenPage);
  app.post(`${person}/tokens/new`, createTokenByForm);
  app.get('/account', accountPage);
  app.post('/account/passkeys', addPasskey);
  app.post('/account/passkeys/options', newPasskeyOptions);
  app.post(`/account/passkeys/:passkeyId{${idPattern}}/remove`, removePasskey);
  app.post(`/account/sessions/:sessionId{${idPattern}}/end`, endSession);
  app.post('/account/sign-out', signOutEverywhere);
  app.post('/sign-out', signOut);

  app.all('*', () => {
    throw noPage();
  });
  app.onError(refusalPage);
  return app;
}

const crossSite = csrf({ origin: (origin, c) => origin === c.var.site.deskOrigin });

/** Refuses a form that another site posts, by `Sec-Fetch-Site` and `Origin`. */
const refuseCrossSite = createMiddleware<AppEnv>(async (c, next) => {
  try {
    return await crossSite(c, next);
  } catch (error) {
    if (!(error instanceof HTTPException)) throw error;
    // Its fields are the other site's: the page must not offer to send them from here.
    return refusedPage(c, new Problem('forbidden', 'This form was sent from another site.'), null);
  }
});

/** The stylesheet and the scripts; their addresses change with their content. */
async function asset(c: AppContext) {
  const sheet = deskTheme(c.var.site);
  if (c.req.path === sheet.path) {
    const content = await readStylesheet(c.env.ASSETS, sheet);
    const headers = { 'Content-Type': 'text/css; charset=utf-8', ...cacheHeaders('asset') };
    return c.body(content, 200, headers);
  }
  const script = c.req.path === deskScriptPath && (await readAsset(c.env.ASSETS, 'desk/script.js'));
  if (!script) return c.notFound();
  const headers = { 'Content-Type': 'text/javascript; charset=utf-8', ...cacheHeaders('asset') };
  return new Response(script.body, { headers });
}

async function setLanguage(c: AppContext) {
  const form = await readForm(c);
  chooseLanguage(c, field(form, 'lang'));
  const back = URL.parse(c.req.header('Referer') ?? '');
  const isOurs = back?.origin === c.var.site.deskOrigin && back.pathname.startsWith(paths.desk);
  return seeOther(c, isOurs ? back.pathname + back.search : paths.desk);
}

/** A refusal as a page of the desk. What was typed is on it and can be sent again. Any other error is thrown. */
async function refusalPage(error: Error, c: AppContext): Promise<Response> {
  if (!(error instanceof Problem)) throw error;
  const typed = c.req.method === 'POST' ? await readForm(c).catch(() => null) : null;
  // A file that was sent for nothing is read to its end, or the browser would show no answer.
  if (!typed) await readBytes(c.req.raw, 0).catch(() => null);
  const repeat = typed && [...typed].length > 0 ? { action: c.req.path, fields: [...typed] } : null;
  return refusedPage(c, error, repeat);
}

async function refusedPage(c: AppContext, error: Problem, repeat: RefusedProperties['repeat']) {
  const words = wordsFor(c);
  const [title, text] = messageOf(c, error, words);
  const needsSignIn = error.code === 'unauthenticated';
  const children = Refused({ words, text, repeat, needsSignIn });
  const page = await deskPage(c, { title, children });
  const headers = new Headers(page.headers);
  const own = { ...cacheHeaders('private'), ...deskHeaders, ...error.headers };
  for (const [name, value] of Object.entries(own)) headers.set(name, value);
  return new Response(page.body, { status: error.status, headers });
}

function messageOf(c: AppContext, error: Problem, words: DeskWords): [title: string, text: string] {
  if (error.code === 'unauthenticated') return [words.signInAgain, words.signInAgainText];
  if (error.code === 'not-found') return [words.notFound, words.notFoundText];
  return [words.refused, messageInWords(c, error)];
}
