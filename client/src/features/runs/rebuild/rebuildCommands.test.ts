import { expect, test } from 'vitest';
import { runOf } from '../../../testModel.ts';
import { configOf, rebuildCommands } from './rebuildCommands.ts';

const subject = {
  force: true,
  url: '/w/software/a/software.cfg',
  partition: 'slappart3',
  config: '/s/slapos.cfg',
};

test.each([
  [
    'both',
    true,
    [
      'slapos node software --cfg /s/slapos.cfg --force --only-sr=/w/software/a/software.cfg',
      'slapos node instance --cfg /s/slapos.cfg --force --only-cp=slappart3',
    ],
  ],
  [
    'all',
    true,
    ['slapos node software --cfg /s/slapos.cfg --all', 'slapos node instance --cfg /s/slapos.cfg --all'],
  ],
  ['all', false, ['slapos node software --cfg /s/slapos.cfg', 'slapos node instance --cfg /s/slapos.cfg']],
  ['software', false, ['slapos node software --cfg /s/slapos.cfg --only-sr=/w/software/a/software.cfg']],
  ['instance', true, ['slapos node instance --cfg /s/slapos.cfg --force --only-cp=slappart3']],
] as const)('Rebuild of %s, forced: %s, runs these commands', (kind, force, commands) => {
  expect(rebuildCommands(kind, { ...subject, force })).toEqual(commands);
});

test('what is not known yet is left open', () => {
  expect(rebuildCommands('instance', { ...subject, partition: undefined, config: undefined })).toEqual([
    'slapos node instance --cfg … --force --only-cp=…',
  ]);
});

test('the file of settings is that of the latest command', () => {
  const step = (command?: string) => ({
    kind: 'software' as const,
    state: 'completed' as const,
    logSize: 0,
    ...(command !== undefined && { command }),
  });
  const runs = [
    runOf({ id: 3, steps: [step()] }),
    runOf({ id: 2, steps: [step('slapos node software --cfg /new/slapos.cfg --force')] }),
    runOf({ id: 1, steps: [step('slapos node software --cfg /old/slapos.cfg --force')] }),
  ];
  expect(configOf(runs)).toBe('/new/slapos.cfg');
  expect(configOf([])).toBeUndefined();
});
