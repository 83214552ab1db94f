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

export default tseslint.config(
  {
    ignores: [
      'bench',
      'dist',
      'node_modules',
      'profiles',
      'engine',
      'docs',
      'test-results',
      'playwright-report',
      '**/*.mjs',
      '**/*.d.mts',
      '*.js',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.{ts,tsx}'],
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
      eqeqeq: 'error',
    },
  },
  { files: ['client/**/*.{ts,tsx}'], ...hooks.configs.flat.recommended },
  { files: ['client/**', 'shared/**'], ignores: ['**/*.test.*'], rules: noNode },
);
