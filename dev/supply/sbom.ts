/** `npm run sbom`: writes bills of materials in CycloneDX into dist/, of the Worker and of everything. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../commands/errors.ts';
import { root } from '../local.ts';
import { weigh } from './weight.ts';

interface Component {
  name: string;
  group?: string;
  'bom-ref': string;
}

interface Bill {
  metadata: { component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

export async function run(): Promise<void> {
  const npm = process.env.npm_execpath;
  if (!npm) throw new CommandError('Run this as: npm run sbom');

  const args = [npm, 'sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const everything: Bill = JSON.parse(execFileSync(process.execPath, args, options));
  // npm names the project after its folder.
  const project = everything.metadata.component;
  project.name = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).name;

  /** Packages in the build of the Worker; npm omits those that a tool uses as well. */
  const bundled = new Set((await weigh()).parts.map(([name]) => name));
  const nameOf = ({ 'bom-ref': ref }: Component) => ref.replace(/(?<=.)@[^@]*$/, '');
  const components = everything.components.filter((one) => bundled.has(nameOf(one)));
  const refs = new Set([project, ...components].map((one) => one['bom-ref']));
  const dependencies = everything.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }));

  mkdirSync(join(root, 'dist'), { recursive: true });
  for (const [file, bill] of [
    ['worker.cdx.json', { ...everything, components, dependencies }],
    ['everything.cdx.json', everything],
  ] as const) {
    writeFileSync(join(root, 'dist', file), `${JSON.stringify(bill, null, 2)}\n`);
    console.log(`dist/${file}: ${bill.components.length} packages`);
  }
}
