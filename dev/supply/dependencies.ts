/** `npm run dependency-list`: writes packages and sizes into docs/dependencies.md. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../local.ts';
import { readDependencies } from './inventory.ts';
import { weigh } from './weight.ts';

const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1);
const table = (head: string[], rows: (string | number)[][]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

export async function run(): Promise<void> {
  const dependencies = readDependencies();
  const { parts, minified, compressed } = await weigh();
  const lines = (inWorker: boolean) =>
    dependencies
      .filter((one) => one.inWorker === inWorker)
      .map(({ name, version, licence, reason }) => [name, version, licence, reason ?? '?']);

  const text = `# Dependencies

Made by \`npm run dependency-list\` from package.json, package-lock.json and dev/supply/reasons.yaml. \
A package without a reason, or with a licence that dev/supply/inventory.ts does not accept, fails \`npm test\`.

## In the Worker

${table(['package', 'version', 'licence', 'why'], lines(true))}

## Size of the Worker

${kilobytes(minified)} KB minified, ${kilobytes(compressed)} KB compressed (gzip -9), \
of ${kilobytes(320 * 1024)} KB that it may. \
A part’s compressed share is about its share of the minified bytes.

${table(
  ['part', 'KB minified', 'about KB compressed'],
  parts
    .filter(([, bytes]) => bytes >= 500)
    .map(([name, bytes]) => [name, kilobytes(bytes), kilobytes((bytes / minified) * compressed)]),
)}

The MCP endpoint has no package: @modelcontextprotocol/server 2.4.0 is 85 KB compressed \
([0027](decisions/0027-mcp-tools-are-api-requests.md)).

## For development

${table(['package', 'version', 'licence', 'why'], lines(false))}

## Maintenance

Versions are exact and locked; install scripts run only for the packages that \`allowScripts\` names. \
\`npm audit\` reports known vulnerabilities if the registry supports it, \
\`npm run sbom\` writes the list of components into dist/ as CycloneDX, \
and a bot proposes updates (.github/dependabot.yml).
`;

  const path = join(root, 'docs/dependencies.md');
  writeFileSync(path, text);
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  execFileSync(process.execPath, [biome, 'format', '--write', path], { stdio: 'ignore' });
  console.log(`${dependencies.length} packages, ${kilobytes(compressed)} KB compressed: ${path}`);
}
