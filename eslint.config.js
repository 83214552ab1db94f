import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Which folder may import from which: client and server meet only in shared. */
const forbidden = (...patterns) => ({
  'no-restricted-imports': [
    'error',
    {
      patterns: patterns.map((group) => ({
        group: [group],
        message: 'client and server meet only in shared/',
      })),
    },
  ],
});

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
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['client/**/*.{ts,tsx}'], ...hooks.configs.flat.recommended },
  { files: ['client/**'], rules: forbidden('**/server/**', '**/e2e/**', 'node:*') },
  { files: ['server/**'], rules: forbidden('**/client/**', '**/e2e/**') },
  { files: ['shared/**'], rules: forbidden('**/client/**', '**/server/**', 'node:*') },
  { files: ['e2e/**'], rules: forbidden('**/client/**', '**/server/**') },
);
