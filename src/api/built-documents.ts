/** Descriptions of the APIs for any site, which dev/build.ts makes static assets. */
import { editorsOperations } from './editor/routes.ts';
import { describeTools } from './mcp/tool-descriptions.ts';
import { openApiDocument } from './openapi.ts';
import { publicOperations } from './public/routes.ts';
import { placeholderSite } from './site-placeholders.ts';

const openApi = openApiDocument(placeholderSite, publicOperations, editorsOperations);

/** Each static asset by its path. */
export const builtDocuments: [path: string, json: string][] = [
  ['openapi.json', JSON.stringify(openApi)],
  ['mcp.json', JSON.stringify(describeTools(placeholderSite))],
];
