import type { LiveEvent } from '../../../../shared/index.ts';

type Topic = LiveEvent['topic'];

const counts = new Map<Topic, number>();

/** Notes that an event of the topic has reached the stores. */
export function countEvent(topic: Topic): void {
  counts.set(topic, eventCount(topic) + 1);
}

/** How many events of the topic have reached the stores: another number means newer state than before. */
export function eventCount(topic: Topic): number {
  return counts.get(topic) ?? 0;
}
