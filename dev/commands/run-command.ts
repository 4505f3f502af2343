/** Runs a command by its name: arguments first, then the command's own module. */
import { type Arguments, asksForHelp, type Command, parseArguments, usageOf } from './command.ts';
import { CommandError, exitCodes, UsageError } from './errors.ts';
import { type CommandName, commands } from './list.ts';
import { missingPackages } from './missing-packages.ts';

type Run<C extends Command> = (args: Arguments<C>) => Promise<void>;

/** The module of each command. It is loaded when the command runs. */
const modules: { [N in CommandName]: () => Promise<{ run: Run<(typeof commands)[N]> }> } = {
  start: () => import('../start.ts'),
  test: () => import('../../test/run.ts'),
  bench: () => import('../../bench/run.ts'),
  'bench:import': () => import('../../bench/import.ts'),
  load: () => import('../../bench/load.ts'),
  faults: () => import('../../bench/faults.ts'),
  cost: () => import('../../bench/cost.ts'),
  profile: () => import('../../bench/profile.ts'),
  lighthouse: () => import('../../bench/lighthouse.ts'),
  'edge:conformance': () => import('../edge/conformance.ts'),
  screenshots: () => import('../screenshots.ts'),
  'client:pack': () => import('../client/pack.ts'),
  'dependency-list': () => import('../supply/dependencies.ts'),
  sbom: () => import('../supply/sbom.ts'),
  import: () => import('../../import-export/commands/import.ts'),
  terms: () => import('../../import-export/commands/terms.ts'),
  export: () => import('../../import-export/commands/export.ts'),
  deploy: () => import('../deploy/deploy.ts'),
  token: () => import('../deploy/token.ts'),
  invite: () => import('../deploy/invite.ts'),
};

/** @returns the exit code, after usage or error was printed */
export async function runCommand(name: string, args: string[]): Promise<number> {
  if (!isCommand(name)) {
    console.error(`Unknown command "${name}". Commands: ${Object.keys(commands).join(', ')}.`);
    return exitCodes.usage;
  }
  const command: Command = commands[name];
  if (asksForHelp(args)) {
    console.log(usageOf(command));
    return exitCodes.done;
  }
  try {
    const given = parseArguments(command, args);
    const { run } = (await modules[name]()) as { run: Run<Command> };
    await run(given);
    return Number(process.exitCode ?? exitCodes.done);
  } catch (error) {
    return report(error, command);
  }
}

/** Prints one line for an expected error or a missing package, and the stack trace of any other. */
function report(error: unknown, command: Command): number {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usageOf(command)}`);
  else if (error instanceof CommandError) console.error(error.message);
  else console.error(missingPackages(error) ?? error);
  return error instanceof CommandError ? error.exitCode : exitCodes.failed;
}

const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name);
