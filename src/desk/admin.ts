/** Administration: its pages, for those who may use them. */
import { type AdminLink, AdminPage } from '../../templates/desk/admin.tsx';
import { auditPath } from '../../templates/desk/audit.tsx';
import { bookPath } from '../../templates/desk/contact-book.tsx';
import { deliveriesPath } from '../../templates/desk/deliveries.tsx';
import { frontPath } from '../../templates/desk/front-page.tsx';
import { healthPath } from '../../templates/desk/health.tsx';
import { importPath } from '../../templates/desk/import.tsx';
import { people } from '../../templates/desk/people.tsx';
import { redirectsPath } from '../../templates/desk/redirects.tsx';
import { termsPath } from '../../templates/desk/terms.tsx';
import { webhooksPath } from '../../templates/desk/webhooks.tsx';
import {
  managePeople,
  manageSite,
  publish,
  readAudit,
  viewHealth,
  write,
} from '../api/permissions.ts';
import { isAllowed, type Permission } from '../domain/editor.ts';
import { requirePermission } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import { keepBook } from './offered-book.ts';
import { deskPage, wordsFor } from './page.ts';

/** The pages that a person may use. */
export async function adminPage(c: AppContext) {
  await requirePermission(c, viewHealth);
  const words = wordsFor(c);
  const all: (AdminLink & { needs: Permission })[] = [
    { path: frontPath, title: words.adminFront, text: words.adminFrontText, needs: publish },
    { path: people, title: words.people, text: words.adminPeopleText, needs: managePeople },
    { path: termsPath, title: words.adminTerms, text: words.adminTermsText, needs: manageSite },
    {
      path: redirectsPath,
      title: words.adminRedirects,
      text: words.adminRedirectsText,
      needs: manageSite,
    },
    {
      path: webhooksPath,
      title: words.adminWebhooks,
      text: words.adminWebhooksText,
      needs: manageSite,
    },
    {
      path: deliveriesPath,
      title: words.adminDeliveries,
      text: words.adminDeliveriesText,
      needs: manageSite,
    },
    { path: bookPath, title: words.adminBook, text: words.adminBookText, needs: keepBook },
    { path: importPath, title: words.adminImport, text: words.adminImportText, needs: write },
    {
      path: healthPath,
      title: words.adminHealth,
      text: words.adminHealthText,
      needs: viewHealth,
    },
    { path: auditPath, title: words.adminAudit, text: words.adminAuditText, needs: readAudit },
  ];
  const links = all.filter(({ needs }) => isAllowed(c.var.bearer, needs));
  return deskPage(c, {
    title: words.administration,
    section: 'admin',
    children: AdminPage({ links }),
  });
}
