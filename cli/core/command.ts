import type { Api } from './api.ts';
import type { ExitCode } from './exitCodes.ts';
import type { Output } from './output.ts';

/** An option of a command: a switch, or where it has `value` one that takes a value, which the help calls so. */
export interface Option {
  readonly summary: string;
  readonly value?: string;
}
export type Options = Readonly<Record<string, Option>>;

/** The values of options that were given. */
export type Values<Of extends Options> = {
  readonly [Name in keyof Of]?: Of[Name] extends { value: string } ? string : boolean;
};

/** The values of the options of any command. */
export type AnyValues = Readonly<Record<string, string | boolean | undefined>>;

/** What every command can use. */
export interface Program {
  readonly api: Api;
  readonly output: Output;
  /** Whether the answer is for a program. */
  readonly isJson: boolean;
  /** The state folder of the server. */
  readonly state: string;
  /** Aborted by Ctrl-C and the like. */
  readonly signal: AbortSignal;
}

/** What the help says of a command. */
export interface CommandHelp {
  readonly name: string;
  readonly summary: string;
  /** What it is about, if it takes that: `RELEASE`, or `[RUN]` where it can be left out, `[PATH…]` where there may be many. */
  readonly operand?: string;
  readonly options: Options;
  /** More to say below the options. */
  readonly notes?: string;
}

/** What a command is about: the first, and all where it takes many. */
export interface Operands {
  readonly operand: string | undefined;
  readonly operands: readonly string[];
}

/** A command: what the help says of it, and what it does. Failures are thrown. */
export interface Command<Given = AnyValues> extends CommandHelp {
  run(program: Program, given: Operands & { values: Given }): Promise<ExitCode>;
}

/** Makes a command for the table of commands. */
export function defineCommand<const Of extends Options>(
  command: Command<Values<Of>> & { readonly options: Of },
): Command {
  return {
    ...command,
    // Values are parsed by the options of the very command.
    run: (program, given) => command.run(program, { ...given, values: given.values as Values<Of> }),
  };
}
