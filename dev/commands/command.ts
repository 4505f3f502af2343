/** The description of a command, from which its parser and its usage text are made. */
import { parseArgs } from 'node:util';
import { UsageError } from './errors.ts';

/** An option without a value. */
interface Flag {
  help: string;
}

/** An option with a value. */
interface ValueOption<T> {
  help: string;
  /** Placeholder of the value in the usage text. */
  value: string;
  short?: string;
  default?: string;
  required?: boolean;
  /** @throws Error with a predicate, such as "must be a whole number" */
  read: (text: string) => T;
}

type Options = Record<string, Flag | ValueOption<unknown>>;

export interface Command<O extends Options = Options> {
  /** The command as it is typed, such as `npm start`. */
  name: string;
  /** One sentence: what the command does. */
  summary: string;
  options: O;
  /**
   * Placeholder and count of the arguments; none are accepted without it. With the option `unless`, they
   * may be left out.
   */
  positionals?: { value: string; min: number; max: number; unless?: string };
}

type ValueOf<O> =
  O extends ValueOption<infer T>
    ? O extends { default: string } | { required: true }
      ? T
      : T | undefined
    : boolean;

export interface Arguments<C extends Command> {
  values: { [Name in keyof C['options']]: ValueOf<C['options'][Name]> };
  positionals: string[];
}

export function defineCommand<const O extends Options>(command: Command<O>): Command<O> {
  return command;
}

export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}

/** @throws UsageError that names every wrong option and argument, in one line */
export function parseArguments<C extends Command>(
  { options, positionals: expected }: C,
  args: readonly string[],
): Arguments<C> {
  const { values: given, positionals } = split(options, args);
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) {
    if (!('value' in option)) {
      values[name] = given[name] === true;
      continue;
    }
    const text = given[name] ?? option.default;
    if (typeof text !== 'string') {
      if (option.required) faults.push(`--${name} is missing.`);
      continue;
    }
    try {
      values[name] = option.read(text);
    } catch (error) {
      const given = text === '' ? '' : `, not "${text}"`;
      faults.push(`--${name} ${(error as Error).message}${given}.`);
    }
  }
  const { value = '', min = 0, max = 0, unless = '' } = expected ?? {};
  if (positionals.length < min && values[unless] === undefined) faults.push(`${value} is missing.`);
  const surplus = positionals.slice(max);
  if (surplus.length > 0) faults.push(`Unexpected argument "${surplus[0]}".`);
  if (faults.length > 0) throw new UsageError(faults.join(' '));
  return { values, positionals } as Arguments<C>;
}

function split(options: Options, args: readonly string[]): Split {
  const entries = Object.entries(options).map(([name, option]) => {
    if (!('value' in option)) return [name, { type: 'boolean' }] as const;
    const { short } = option;
    return [name, { type: 'string', ...(short && { short }) }] as const;
  });
  try {
    return parseArgs({
      args: [...args],
      options: Object.fromEntries(entries),
      allowPositionals: true,
    });
  } catch (error) {
    // The first sentence; the rest explains how to pass an argument that begins with a hyphen.
    const [message] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(`${message?.replace(/\.$/, '')}.`);
  }
}

interface Split {
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
  positionals: string[];
}

const helpOption: Flag = { help: 'print this text' };

/** @returns several lines: how the command is typed, what it does, its options */
export function usageOf({ name, summary, options, positionals }: Command): string {
  const forms = Object.entries(options).map(([name, option]) => {
    const form = formOf(name, option);
    return 'required' in option && option.required ? form : `[${form}]`;
  });
  const [program, separator] = [name, forms.length > 0 || positionals ? ['--'] : []];
  const argument =
    positionals && (positionals.min > 0 ? positionals.value : `[${positionals.value}]`);
  const line = [program, ...separator, ...forms, ...(argument ? [argument] : [])].join(' ');
  const rows = Object.entries({ ...options, help: helpOption }).map(
    ([name, option]) => [formOf(name, option), describe(option)] as const,
  );
  const width = Math.max(...rows.map(([form]) => form.length)) + 2;
  const table = rows.map(([form, help]) => `  ${form.padEnd(width)}${help}`);
  return [`Usage: ${line}`, '', summary, '', ...table].join('\n');
}

function formOf(name: string, option: Flag | ValueOption<unknown>): string {
  if (!('value' in option)) return `--${name}`;
  const short = option.short ? `-${option.short}, ` : '';
  return `${short}--${name} ${option.value}`;
}

function describe(option: Flag | ValueOption<unknown>): string {
  const value = 'value' in option ? option.default : undefined;
  return value === undefined ? option.help : `${option.help} (${value})`;
}

export const text = (value: string): string => {
  if (value.trim() !== '') return value;
  throw new Error('must not be empty');
};

export const integer =
  (min: number, max: number) =>
  (value: string): number => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    throw new Error(`must be a whole number from ${min} to ${max}`);
  };

export const positiveNumber = (value: string): number => {
  const number = Number(value);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new Error('must be a number above 0');
};

export const oneOf =
  <const Choice extends string>(choices: readonly Choice[]) =>
  (value: string): Choice => {
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw new Error(`must be one of ${choices.join(', ')}`);
  };

/** A list whose items are separated by commas. */
export const listOf =
  <T>(read: (item: string) => T) =>
  (value: string): T[] =>
    value.split(',').map(read);

/** An http or https address. */
export const webAddress = (value: string): string => {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw new Error('must be an address such as https://news.example.org');
};
