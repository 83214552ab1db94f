import type { OutputUnit } from '@cfworker/json-schema';

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

/** What is said of a value that has to be there and is not. */
export const requiredSentence = 'It is required.';

/** An error of the validator in words for the user, with the JSON pointer of the value it is about. */
export function problemSentence({ keyword, instanceLocation, error }: OutputUnit): {
  pointer: string;
  sentence: string;
} {
  // The validator gives the pointer as a fragment of a URI.
  const pointer = decodeURIComponent(instanceLocation.replace(/^#/, ''));
  switch (keyword) {
    case 'type': {
      const [found = '', ...expected] = [...error.matchAll(/"(\w+)"/g)].map(([, name = '']) => toWords(name));
      return { pointer, sentence: `It must be ${expected.join(' or ')}, not ${found}.` };
    }
    case 'required': {
      const name = /property "(.*)"\.$/s.exec(error)?.[1] ?? '';
      const token = name.replaceAll('~', '~0').replaceAll('/', '~1');
      return { pointer: `${pointer}/${token}`, sentence: requiredSentence };
    }
    case 'enum':
      return { pointer, sentence: error.replace(/^.*? any of \[(.*)\]\.$/s, 'It must be one of $1.') };
    case 'const':
      return { pointer, sentence: error.replace(/^.*? match (.*)\.$/s, 'It must be $1.') };
    case 'false':
      return { pointer, sentence: 'There is no parameter of this name.' };
    case 'anyOf':
      return { pointer, sentence: 'It is none of what the schema allows here.' };
    case 'oneOf': {
      const matches = /\((\d+) matches\)/.exec(error)?.[1] ?? '0';
      const sentence =
        matches === '0'
          ? 'It is none of what the schema allows here.'
          : `It fits ${matches} of the alternatives of the schema, and has to fit exactly one.`;
      return { pointer, sentence };
    }
    case 'format':
      return {
        pointer,
        sentence: error.replace(
          /^.* format (.*)\.$/s,
          'It does not look like the format $1 that the schema names; it is taken all the same.',
        ),
      };
    case 'minimum':
      return { pointer, sentence: error.replace(/^.* is less than +(\S+)\.$/, 'It must be $1 or more.') };
    case 'maximum':
      return { pointer, sentence: error.replace(/^.* is greater than +(\S+)\.$/, 'It must be $1 or less.') };
    default:
      return { pointer, sentence: error.replace(/^(?:Instance|String|Array)\b/, 'It') };
  }
}

function toWords(type: string): string {
  return typeWords[type] ?? type;
}
