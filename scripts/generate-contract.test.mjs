import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import * as contract from '../shared/engine.ts';
import { contractFile, pythonContract } from './generate-contract.mjs';

test('the Python side of the contract is what `npm run contract` writes', () => {
  expect(readFileSync(contractFile, 'utf8')).toBe(pythonContract(contract));
});

test('types, names and the table of methods follow the schemas', () => {
  const State = z.enum(['up', "don't"]);
  const text = pythonContract({
    engineTypes: { State },
    engineEvents: {},
    engineMethods: {
      'thing.do': {
        summary: 'Do it.',
        params: z.strictObject({
          name: z.string(),
          count: z.optional(z.int()),
          at: z.optional(z.union([z.number(), z.literal('now')])),
          state: State,
          options: z.record(z.string(), z.json()),
        }),
        result: z.object({ inner: z.array(z.object({ ok: z.boolean() })) }),
      },
    },
    runFiles: { status: 's', log: { a: 'a.log' }, parts: {} },
  });
  expect(text).toContain(`State = Literal['up', 'don\\'t']`);
  expect(text).toContain(`class ThingDoParams(TypedDict):
    name: str
    count: NotRequired[int]
    at: NotRequired[float | Literal['now']]
    state: State
    options: dict[str, Any]


class ThingDoResultInnerItem(TypedDict):
    ok: bool


class ThingDoResult(TypedDict):
    inner: list[ThingDoResultInnerItem]
`);
  expect(text).toContain(
    `    # Do it.\n    'thing.do': Method(frozenset({'name', 'options', 'state'}), frozenset({'at', 'count'})),\n`,
  );
});
