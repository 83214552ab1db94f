/** Where and why a text is not JSON; line and column are counted from 1, the column in UTF-16 units as editors do. */
export interface JsonProblem {
  readonly line: number;
  readonly column: number;
  /** One sentence, without the place. */
  readonly sentence: string;
}

const space = /[ \t\r\n]*/y;
const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/**
 * Finds what is wrong with a text that `JSON.parse` refuses; undefined where nothing is. The engine's own message
 * gives the place only now and then.
 */
export function findJsonProblem(json: string): JsonProblem | undefined {
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(json)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const take = (character: string): boolean => {
    skip(space);
    if (json[at] !== character) return false;
    at++;
    return true;
  };
  const problem = (expected: string): JsonProblem => {
    skip(space);
    const lines = json.slice(0, at).split('\n');
    const end = at >= json.length ? 'The text ends too early: ' : '';
    return {
      line: lines.length,
      column: (lines.at(-1)?.length ?? 0) + 1,
      sentence: `${end}${expected} is expected here.`,
    };
  };
  const name = (): JsonProblem | undefined => {
    skip(space);
    if (!skip(text)) return problem('A name in double quotes');
    return take(':') ? undefined : problem('":"');
  };

  // The brackets that are open. A stack of our own: texts may be nested as deep as they are long.
  const open: ('{' | '[')[] = [];
  for (;;) {
    // Here a value begins.
    skip(space);
    const character = json[at];
    if (character === '{' || character === '[') {
      at++;
      if (!take(character === '{' ? '}' : ']')) {
        open.push(character);
        const wrong = character === '{' ? name() : undefined;
        if (wrong !== undefined) return wrong;
        continue;
      }
    } else if (!skip(text) && !skip(scalar)) {
      return problem(character === '"' ? 'A text that ends, on one line and with valid escapes,' : 'A value');
    }
    // And here one has ended.
    for (;;) {
      const inside = open.at(-1);
      if (inside === undefined) {
        skip(space);
        return at === json.length ? undefined : problem('The end');
      }
      if (take(',')) {
        const wrong = inside === '{' ? name() : undefined;
        if (wrong !== undefined) return wrong;
        break;
      }
      if (!take(inside === '{' ? '}' : ']')) return problem(inside === '{' ? '"," or "}"' : '"," or "]"');
      open.pop();
    }
  }
}
