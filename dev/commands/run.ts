/**
 * Entry point of the commands in package.json: `node dev/commands/run.ts NAME [OPTION…]`. The only
 * place that exits.
 */
import { runCommand } from './run-command.ts';

const [name = '', ...args] = process.argv.slice(2);
const code = await runCommand(name, args);
// Pipes are written asynchronously on some systems: exit after the last write.
process.stdout.write('', () => process.exit(code));
