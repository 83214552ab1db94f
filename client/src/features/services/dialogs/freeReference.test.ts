import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InstanceReference } from '../../../../../shared/runs.ts';
import { freeReference, referenceProblem } from './freeReference.ts';

it('is the name of the release, or the first number after it that is free', () => {
  expect(freeReference('helloworld', new Set())).toBe('helloworld');
  expect(freeReference('helloworld', new Set(['helloworld', 'helloworld-3']))).toBe('helloworld-2');
  expect(freeReference('.été', new Set())).toBe('t-');
});

it('is one that can be requested, whatever the release is called', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), fc.array(fc.string()), (release, names) => {
      const taken = new Set([...names, freeReference(release, new Set())]);
      const reference = freeReference(release, taken);
      expect(InstanceReference.safeParse(reference).success).toBe(true);
      expect(referenceProblem(reference, taken)).toBeUndefined();
    }),
  );
});

it('says what is wrong with one that is too long', () => {
  expect(referenceProblem('x'.repeat(100), new Set())).toBeUndefined();
  expect(referenceProblem('x'.repeat(101), new Set())).toBe('A reference has at most 100 characters.');
});
