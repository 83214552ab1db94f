import { expect, test } from 'vitest';
import { commandTable } from '../features/index.ts';
import { parseCommandLine } from './parseCommandLine.ts';

const parse = (...argv: string[]) => {
  const asked = parseCommandLine(argv, commandTable);
  if ('help' in asked) return asked;
  const { command, values, operand } = asked;
  return { name: command.name, values: { ...values }, operand };
};

test('a command, its operand and its options, in any order', () => {
  expect(parse('rebuild', '--software', 'helloworld', '--state=/s', '--verbose')).toEqual({
    name: 'rebuild',
    values: { software: true, state: '/s', verbose: true },
    operand: 'helloworld',
  });
  expect(parse('logs')).toEqual({ name: 'logs', values: {}, operand: undefined });
  expect(parse('logs', '12', '--step', 'instance')).toMatchObject({
    values: { step: 'instance' },
    operand: '12',
  });
  expect(parse('rebuild', '--', '--odd')).toMatchObject({ operand: '--odd' });
});

test.each([
  [[], /What is to be done/],
  [['build'], /no command build/],
  [['--state', '/s', 'status'], /command comes first/],
  [['rebuild'], /RELEASE is missing\. Try webrunner rebuild --help/],
  [['rebuild', 'one', 'two'], /Not understood: two\./],
  [['status', 'one'], /Not understood: one\./],
  [['status', '--follow'], /^Unknown option '--follow'\. Try webrunner status --help\.$/],
  [['status', '--state'], /--state/],
  [['status', '--json=yes'], /--json/],
])('%j is refused in one line', (argv, message) => {
  expect(() => parse(...argv)).toThrow(message);
  expect(() => parse(...argv)).toThrow(/^[^\n]*$/);
});

test('the help is made from the table', () => {
  const { help } = parse('--help') as { help: string };
  for (const { name, summary } of [...commandTable.elsewhere, ...commandTable.commands]) {
    expect(help).toMatch(new RegExp(`^  ${name}\\b.* {2}`, 'm'));
    expect(help).toContain(summary);
  }
  for (const command of commandTable.commands) {
    const own = parse(command.name, '--help') as { help: string };
    for (const option of [...Object.keys(command.options), 'state', 'json', 'help']) {
      expect(own.help).toContain(`  --${option}`);
    }
  }
  expect(parse('rebuild', '-h')).toHaveProperty('help');
});
