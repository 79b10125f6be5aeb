// The rules of `make check` for the JavaScript of the site and of the Node tools. ESLint runs from the top level, which is what the
// patterns are relative to.
import js from '@eslint/js';
import globals from 'globals';

const page = ['site/js/**/*.mjs', 'site/offline/**/*.mjs'];
const node = ['tools/**/*.mjs', 'site/test/**/*.mjs', 'site/tools/**/*.mjs', 'site/*.mjs'];

export default [
  { ignores: ['site/dist/**', 'site/node_modules/**', 'build/**'] },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'smart'],
      'no-unused-vars': ['error', { args: 'after-used', argsIgnorePattern: '^_', caughtErrors: 'all' }],
      'no-use-before-define': ['error', { functions: false, classes: true, variables: false }],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
    },
  },
  { files: page, languageOptions: { globals: { ...globals.browser } } },
  // Tests hand functions to a page, so that they name what is there too.
  { files: node, languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  // For browsers of any age.
  { files: ['site/js/start.js'], languageOptions: { sourceType: 'script', ecmaVersion: 5, globals: { ...globals.browser } }, rules: { 'no-var': 'off', 'object-shorthand': 'off', 'prefer-const': 'off' } },
  { files: ['site/sw.js'], languageOptions: { sourceType: 'script', globals: { ...globals.serviceworker, version: 'readonly', files: 'readonly' } } },
];
