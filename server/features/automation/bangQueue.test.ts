import { expect, test } from 'vitest';
import type { SoftwareInstance } from '../../../shared/instances.ts';
import { createBangQueue, openBangs } from './bangQueue.ts';

const on = (partition: string) => ({ computer: 'local', partition });
const instance = (partition: string, more: Partial<SoftwareInstance> = {}): SoftwareInstance => ({
  ...{
    computer: 'local',
    partition,
    reference: partition,
    release: 'sample',
    softwareType: 'default',
    requestedState: 'started',
  },
  ...{ instanceParameters: {}, connectionParameters: {}, processes: [], promises: [], ...more },
});
const bang = (date: string, handled = false) => ({ bang: { date, message: `at ${date}`, handled } });

test('a bang is open until it is handled, and belongs to the instance that a user requested', () => {
  const instances = [
    instance('slappart0'),
    instance('slappart1', { requestedBy: on('slappart0') }),
    instance('slappart2', { requestedBy: on('slappart1'), ...bang('1') }),
    instance('slappart3', bang('2', true)),
    instance('slappart4', { requestedState: 'stopped', ...bang('3') }),
    instance('slappart5', { requestedBy: on('slappart9'), ...bang('4') }),
    instance('slappart6', { requestedBy: on('slappart7'), ...bang('5') }),
    instance('slappart7', { requestedBy: on('slappart6') }),
  ];
  expect(openBangs(instances)).toEqual([
    { root: instances[0], instance: on('slappart2'), message: 'at 1', date: '1' },
  ]);
});

test('leaves a tree alone for a while after it was deployed, longer and longer when that does not help', () => {
  const queue = createBangQueue(60);
  let now = 0;
  const waits: number[] = [];
  for (let count = 0; count < 7; count++) {
    const crashed = [instance('slappart0', bang(String(now)))];
    const first = queue.next(crashed, now);
    if (first !== undefined && 'inMs' in first) {
      waits.push(first.inMs);
      now += first.inMs;
    }
    const due = queue.next(crashed, now);
    if (due === undefined || 'inMs' in due) throw new Error('no bang is due');
    queue.note(due, now);
    now += 1;
  }
  expect(waits).toEqual([59, 119, 239, 479, 959, 959]);
  now += 10_000;
  const later = queue.next([instance('slappart0', bang('later'))], now);
  if (later === undefined || 'inMs' in later) throw new Error('no bang is due');
  queue.note(later, now);
  expect(queue.next([instance('slappart0', bang('again'))], now)).toEqual({ inMs: 60 });
});

test('one tree that has to wait does not keep another waiting', () => {
  const queue = createBangQueue(60);
  const both = [instance('slappart0', bang('1')), instance('slappart1', bang('2'))];
  const first = queue.next(both, 0);
  if (first === undefined || 'inMs' in first) throw new Error('no bang is due');
  expect(first.instance).toEqual(on('slappart0'));
  expect(queue.wasTried(first)).toBe(false);
  queue.note(first, 0);
  expect(queue.next(both, 1)).toMatchObject({ instance: on('slappart1') });
  expect(queue.wasTried(first)).toBe(true);
  expect(queue.wasTried({ ...first, date: 'later' })).toBe(false);
  expect(queue.next([], 0)).toBeUndefined();
});
