// The rules of the house: strict types everywhere, and the arrows of docs/architecture.md between the layers.
import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

/**
 * What each layer may import. `layers`: other layers' values and types; `types`: layers of which only types may be
 * imported; `packages`: bundled packages; `node`: whether Node's own modules are there at run time.
 * Everything may import `base` and itself. Tests and the benchmark may import anything.
 */
export const LAYERS = {
  base: {},
  files: { node: true },
  kinds: {},
  format: { layers: ['kinds'], packages: ['jsonc-parser'] },
  plan: { layers: ['kinds', 'format'] },
  data: {
    layers: ['kinds', 'format'],
    types: ['plan'],
    packages: ['fast-png', 'fflate', 'hyparquet', 'jpeg-js', 'jsonc-parser'],
  },
  run: { layers: ['kinds', 'format', 'plan'] },
  engine: { layers: ['kinds', 'format', 'plan', 'data', 'run'] },
  protocol: { layers: ['kinds', 'run'], types: ['format', 'plan'] },
  runs: { layers: ['kinds', 'plan', 'run'], types: ['format'], node: true },
  worker: {
    layers: ['files', 'kinds', 'plan', 'data', 'engine', 'run', 'protocol'],
    types: ['format'],
    node: true,
  },
  session: { layers: ['kinds', 'run', 'protocol', 'runs', 'format', 'plan'], node: true },
  cli: {
    layers: ['kinds', 'session', 'runs', 'run', 'format', 'plan', 'engine'],
    types: ['data'],
    node: true,
  },
  app: {
    layers: ['files', 'kinds', 'session', 'runs', 'run', 'format', 'plan', 'protocol'],
    types: ['data'],
    packages: ['jsonc-parser'],
    node: true,
  },
  host: {
    layers: ['kinds', 'app', 'session', 'runs', 'run', 'format', 'plan', 'protocol'],
    types: ['data'],
    packages: ['vscode', 'jsonc-parser'],
    node: true,
  },
  webview: {
    layers: ['run', 'protocol'],
    packages: ['chart.js', 'chartjs-plugin-annotation', 'chartjs-plugin-zoom'],
  },
  // The page in an ordinary browser, with made-up runs. Nothing of it is packaged.
  'webview/dev': { layers: ['webview', 'run', 'protocol', 'kinds', 'format', 'plan'] },
};

const policies = Object.entries(LAYERS).flatMap(
  ([type, { layers = [], types = [], packages = [], node }]) => {
    const from = { element: { type } };
    return [
      { from, allow: { to: { element: { types: { anyOf: [type, 'base', ...layers] } } } } },
      ...types.map((name) => ({
        from,
        allow: { to: { element: { type: name } }, dependency: { kind: 'type' } },
      })),
      ...packages.map((source) => ({ from, allow: { to: { module: { origin: 'external', source } } } })),
      ...(node === true ? [{ from, allow: { to: { module: { origin: 'core' } } } }] : []),
    ];
  },
);

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'build/',
      'out/',
      'artifacts/',
      'coverage/',
      '**/node_modules/',
      '.vscode-host/',
      '.vscode-test/',
      // AssemblyScript: TypeScript's syntax, another language's types. asc is its compiler and its lint.
      'src/kernels/',
    ],
  },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    plugins: { boundaries },
    settings: {
      // The first pattern that fits counts, so an inner folder comes before the one around it.
      'boundaries/elements': Object.keys(LAYERS)
        .reverse()
        .map((type) => ({ type, pattern: type.startsWith('webview') ? type : `src/${type}` })),
      'boundaries/legacy-templates': false,
      'import/resolver': { node: { extensions: ['.ts', '.js', '.mjs'] } },
    },
    rules: {
      'boundaries/dependencies': ['error', { default: 'disallow', checkAllOrigins: true, policies }],
      'boundaries/no-unknown-files': 'error',
      'boundaries/no-unknown-dependencies': 'error',
    },
  },
  {
    files: ['**/*.{mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'AbortController',
          'AbortSignal',
          'Buffer',
          'URL',
          'URLSearchParams',
          'clearInterval',
          'clearTimeout',
          'console',
          'fetch',
          'performance',
          'process',
          'setInterval',
          'setTimeout',
          'WebAssembly',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { globals: { module: 'writable', require: 'readonly' }, sourceType: 'commonjs' },
  },
);
