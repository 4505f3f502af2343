/** Routes for readers and crawlers. Pages with language versions are mounted once for each language. */
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { interfaceLanguages } from '../../templates/words.ts';
import { idPattern } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import { taxonomySlugs } from '../domain/taxonomy.ts';
import { type AppEnv, onPrimary } from '../http/context.ts';
import { permanentRedirect } from '../http/responses.ts';
import { archivePage, monthPage, yearPage } from './archive.ts';
import { assetFile, faviconFile } from './assets.ts';
import { canonicalUrl } from './canonical-url.ts';
import { contactsPage } from './contacts.ts';
import { correctionsFeed, correctionsPage } from './corrections.ts';
import { downloadFile } from './download.ts';
import { calendarFile, eventFile, eventsPage } from './events.ts';
import { attachmentFile } from './files.ts';
import { generatedFile } from './generated-files.ts';
import { historyPage } from './history.ts';
import { indexNowFile } from './index-now.ts';
import { newsroomPage, redirectToNewsroom, termPage, treePage } from './listings.ts';
import { oembedFile } from './oembed.ts';
import { pictureFile } from './pictures.ts';
import { previewFile, previewPage } from './previews.ts';
import { findRedirect } from './redirects.ts';
import {
  bibtexFile,
  cslFile,
  jsonFile,
  markdownFile,
  negotiatedRelease,
  ninjsFile,
  textFile,
} from './renditions.ts';
import { searchPage } from './search.ts';
import { llmsFile, openSearchFile, robotsFile, securityFile } from './well-known-files.ts';

export function pageRoutes(): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const releaseAddress = `/releases/:id{${idPattern}}`;
  // One group for all taxonomies: otherwise the router would match a slug inside other addresses.
  const termAddress = `/:taxonomy{(?:${taxonomySlugs.join('|')})}/:slug`;

  const feedNames = Object.values(paths.feedNames);
  const feedAddresses = feedNames.flatMap((name) => [`/${name}`, `${termAddress}/${name}`]);
  const correctionsAddresses = ['/corrections', `${termAddress}/corrections`];

  const inLanguage = () =>
    new Hono<AppEnv>()
      .get('/', newsroomPage)
      .get('/releases', redirectToNewsroom)
      .get(releaseAddress, negotiatedRelease)
      .get(`/releases/:file{${idPattern}\\.md}`, markdownFile)
      .get(`/releases/:file{${idPattern}\\.txt}`, textFile)
      .get(`/releases/:file{${idPattern}\\.bib}`, bibtexFile)
      .get(`/releases/:file{${idPattern}\\.csl\\.json}`, cslFile)
      .get(`/releases/:file{${idPattern}\\.ics}`, eventFile)
      .get(`${releaseAddress}/${paths.historySlug}`, historyPage)
      .get(`${releaseAddress}/:slug`, negotiatedRelease)
      .on('GET', correctionsAddresses, correctionsPage)
      .on(
        'GET',
        correctionsAddresses.flatMap((path) => feedNames.map((name) => `${path}/${name}`)),
        correctionsFeed,
      )
      .get('/contacts', contactsPage)
      .get('/events', eventsPage)
      .get('/events.ics', calendarFile)
      .get('/search', searchPage)
      .on('GET', feedAddresses, generatedFile)
      .get('/opensearch.xml', openSearchFile)
      .get('/archive', archivePage)
      .get('/archive/:year', yearPage)
      .get('/archive/:year/:month', monthPage)
      .on(
        'GET',
        taxonomySlugs.map((slug) => `/${slug}`),
        treePage,
      )
      .get(termAddress, termPage);

  for (const lang of interfaceLanguages) {
    app.use(`/${lang}/*`, async (c, next) => {
      const { languages, defaultLanguage } = c.var.site;
      if (!languages.includes(lang)) return c.notFound();
      c.set('lang', lang);
      if (lang !== defaultLanguage) return next();
      // Another site may have had this language in its addresses.
      const elsewhere = await findRedirect(c);
      const { pathname, search } = new URL(c.req.url);
      const rest = pathname.slice(lang.length + 1).replace(/^\/+/, '');
      return (
        elsewhere ??
        permanentRedirect(c, `/${rest}${search}`, { now: c.var.now, next: null, tags: [] })
      );
    });
  }
  app.use(canonicalUrl);
  for (const lang of interfaceLanguages) app.route(`/${lang}`, inLanguage());
  app.route('/', inLanguage());

  app.get(`/releases/:file{${idPattern}\\.json}`, jsonFile);
  app.get(`/releases/:file{${idPattern}\\.ninjs\\.json}`, ninjsFile);
  app.get(`/releases/:file{${idPattern}\\.zip}`, downloadFile);
  app.use(paths.oembedPath, cors({ origin: '*', allowMethods: ['GET', 'HEAD'] }));
  app.get(paths.oembedPath, oembedFile);
  app.use('/preview/:id/*', onPrimary);
  app.get('/preview/:id/files/:filename', previewFile);
  app.get('/preview/:id/:lang?', previewPage);
  app.get('/files/:id/:filename', attachmentFile);
  app.get(`/pictures/:id{${idPattern}}/:name{\\d+\\.(?:webp|jpeg|avif)}`, pictureFile);
  app.get('/sitemap.xml', generatedFile);
  app.get('/sitemaps/:name', generatedFile);
  app.get('/assets/:name', assetFile);
  app.get(paths.robots, robotsFile);
  app.get(paths.llms, llmsFile);
  app.get(paths.securityContact, securityFile);
  app.get('/:name{[A-Za-z0-9-]{8,128}\\.txt}', indexNowFile);
  app.get(paths.favicon, faviconFile);
  return app;
}
