import { parseArgs } from 'node:util';
import type { AnyValues, Command, CommandHelp, Operands, Option, Options } from './command.ts';
import { UsageError } from './errors.ts';
import { commandHelp, overview } from './help.ts';

/** Options that every command takes. */
export const commonOptions = {
  state: { value: 'DIR', summary: 'state folder of the server (default: $WEBRUNNER_STATE, or ~/.webrunner)' },
  json: { summary: 'answer in JSON, for programs' },
  help: { summary: 'print this' },
} as const satisfies Options;

/** What was asked for. */
export type Asked =
  { readonly help: string } | (Operands & { readonly command: Command; readonly values: AnyValues });

/** The table of commands, and what the help says besides of those that are done elsewhere. */
export interface CommandTable {
  readonly commands: readonly Command[];
  readonly elsewhere: readonly CommandHelp[];
}

/** Parses a command line. Throws UsageError. */
export function parseCommandLine(argv: readonly string[], { commands, elsewhere }: CommandTable): Asked {
  const [name, ...rest] = argv;
  if (name === undefined) throw new UsageError('What is to be done? Try webrunner --help.');
  const help = { help: overview([...elsewhere, ...commands], commonOptions) };
  if (name === '--help' || name === '-h' || name === 'help') return help;
  const command = commands.find((one) => one.name === name);
  if (command === undefined) {
    const problem = name.startsWith('-') ? 'The command comes first' : `There is no command ${name}`;
    throw new UsageError(`${problem}. Try webrunner --help.`);
  }
  const { values, positionals } = parse(rest, command);
  if (values.help === true) return { help: commandHelp(command, commonOptions) };
  const { operand } = command;
  const most = operand === undefined ? 0 : /…/.test(operand) ? Infinity : 1;
  if (positionals.length > most) {
    throw new UsageError(`Not understood: ${positionals.slice(most).join(' ')}. ${tryHelp(command)}`);
  }
  if (operand !== undefined && !operand.startsWith('[') && positionals.length === 0) {
    throw new UsageError(`${operand} is missing. ${tryHelp(command)}`);
  }
  return { command, values, operand: positionals[0], operands: positionals };
}

function parse(args: readonly string[], command: Command): { values: AnyValues; positionals: string[] } {
  const described: Options = { ...command.options, ...commonOptions };
  const options = Object.entries(described).map(([option, one]) => [option, toParsed(option, one)] as const);
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: true,
      options: Object.fromEntries(options),
    });
    return { values, positionals };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${(error.message.split('\n')[0] ?? '').split('. ')[0]}. ${tryHelp(command)}`, {
      cause: error,
    });
  }
}

function toParsed(name: string, { value }: Option) {
  const type: 'boolean' | 'string' = value === undefined ? 'boolean' : 'string';
  return { type, ...(name === 'help' && { short: 'h' }) };
}

function tryHelp({ name }: Command): string {
  return `Try webrunner ${name} --help.`;
}
