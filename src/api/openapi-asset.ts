/** The OpenAPI document of any site, which dev/build.ts makes a static asset. */
import { editorsOperations } from './editor/routes.ts';
import { openApiDocument } from './openapi.ts';
import { publicOperations } from './public/routes.ts';
import { placeholderSite } from './site-placeholders.ts';

export const openApiTemplate: string = JSON.stringify(
  openApiDocument(placeholderSite, publicOperations, editorsOperations),
);
