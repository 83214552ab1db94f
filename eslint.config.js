import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { walls } from './scripts/lint/walls.mjs';

/** What only the server's side has. */
const noNode = {
  'no-restricted-imports': [
    'error',
    { patterns: [{ group: ['node:*'], message: 'This runs in a browser too.' }] },
  ],
};

/** A path of an instance's files made by hand. */
const handMadeFolder = {
  'no-restricted-syntax': [
    'error',
    ...['TemplateElement[value.raw=/^instances[@\\u002f]/]', 'Literal[value=/^instances[@\\u002f]/]'].map(
      (selector) => ({
        selector,
        message: 'instanceFolder of shared/identity.ts makes the path of an instance.',
      }),
    ),
  ],
};

export default tseslint.config(
  {
    ignores: [
      'dist',
      'node_modules',
      'profiles',
      'engine',
      'docs',
      'test-results',
      'playwright-report',
      // Started before anything is installed, or loaded as they are: not part of a TypeScript project.
      'server/**/*.mjs',
      '*.js',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.{ts,tsx,mjs,jsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { house: { rules: { walls } } },
    rules: {
      'house/walls': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Taken out of an object so that the rest of it is without.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['scripts/**', 'bench/**'],
    rules: {
      // The environment is a table, of which names are taken away.
      '@typescript-eslint/no-dynamic-delete': 'off',
    },
  },
  // What a script leaves in a page can only be declared so.
  { files: ['bench/harness/globals.d.ts'], rules: { 'no-var': 'off' } },
  { files: ['client/**/*.{ts,tsx}'], ...hooks.configs.flat.recommended },
  { files: ['client/**', 'shared/**'], ignores: ['**/*.test.*'], rules: noNode },
  {
    files: ['client/**', 'server/**', 'shared/**'],
    ignores: ['**/*.test.*', 'shared/identity.ts'],
    rules: handMadeFolder,
  },
);
