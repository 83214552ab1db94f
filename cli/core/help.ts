import type { CommandHelp, Options } from './command.ts';
import { exitCodeWords } from './exitCodes.ts';

/** The help of the whole, made from the table of commands. */
export function overview(commands: readonly CommandHelp[], common: Options): string {
  return `Usage: webrunner COMMAND [options]

Commands:
${rows(commands.map((command) => [named(command), command.summary]))}

Options of every command:
${rows(optionRows(common))}

Exit codes:
${rows(exitCodeWords.map(([code, meaning]) => [String(code), meaning]))}

webrunner COMMAND --help tells the options of a command.
`;
}

/** The help of one command. */
export function commandHelp(command: CommandHelp, common: Options): string {
  const { summary, options, notes } = command;
  return `Usage: webrunner ${named(command)} [options]

${summary[0]?.toUpperCase()}${summary.slice(1)}.

Options:
${rows(optionRows({ ...options, ...common }))}
${notes === undefined ? '' : `\n${notes}\n`}`;
}

function named({ name, operand }: CommandHelp): string {
  return operand === undefined ? name : `${name} ${operand}`;
}

function optionRows(options: Options): [string, string][] {
  return Object.entries(options).map(([name, { value, summary }]) => [
    `--${name}${value === undefined ? '' : ` ${value}`}`,
    summary,
  ]);
}

/** Two columns, indented. */
function rows(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
