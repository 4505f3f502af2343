/**
 * Entry point of the commands in package.json: `node dev/commands/run.ts NAME [OPTION…]`. The only
 * place that exits.
 */
import { missingPackages } from './missing-packages.ts';

const [name = '', ...args] = process.argv.slice(2);

/** Loads the commands, which need packages, and runs one. @returns the exit code */
async function run(): Promise<number> {
  try {
    const { runCommand } = await import('./run-command.ts');
    return await runCommand(name, args);
  } catch (error) {
    console.error(missingPackages(error) ?? error);
    return 1;
  }
}

const code = await run();
// Pipes are written asynchronously on some systems: exit after the last write.
process.stdout.write('', () => process.exit(code));
