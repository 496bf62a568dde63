import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { arrowFunctions } from './scripts/build/arrow-functions.ts';
import { classicExports } from './scripts/build/classic-exports.ts';
import { closeClasses } from './scripts/build/close-classes.ts';
import { compactTemplates } from './scripts/build/compact-templates.ts';
import { compressFiles } from './scripts/build/compress-files.ts';
import { evaluateLater } from './scripts/build/evaluate-later.ts';
import { leanLit } from './scripts/build/lean-lit.ts';
import MODULES from './scripts/build/module-order.json' with { type: 'json' };
import { nameVariables } from './scripts/build/name-variables.ts';
import { orderDeclarations } from './scripts/build/order-declarations.ts';
import { orderModules } from './scripts/build/order-modules.ts';
import { privateLit } from './scripts/build/private-lit.ts';
import { shortenClasses } from './scripts/build/shorten-classes.ts';
import { shortenKeyframes } from './scripts/build/shorten-keyframes.ts';
import { shortenNames } from './scripts/build/shorten-names.ts';
import { shortenTokens } from './scripts/build/shorten-tokens.ts';

const here = (path: string) => resolve(import.meta.dirname, path);

/** Whose names are not ours to shorten: what goes over the wire, what pages set, and Lit's own. */
const FOREIGN = [
  'server/chatkit/protocol',
  ...['@openai/chatkit', 'lit', 'lit-html', 'lit-element', '@lit/reactive-element'].map(
    (name) => `node_modules/${name}`,
  ),
];
const properties = shortenNames(here('tsconfig.embed.json'), here('embed/index.ts'), FOREIGN.map(here));
const classes = shortenClasses(here('tsconfig.embed.json'), here('embed/index.ts'));

export default defineConfig({
  plugins: [
    classes,
    compactTemplates(),
    leanLit(),
    privateLit(),
    classicExports(['ready']),
    closeClasses(),
    properties,
    shortenTokens(),
    shortenKeyframes(),
    orderModules({ paths: MODULES, first: 'embed/dom.ts', last: 'embed/index.ts' }),
    evaluateLater({ loader: 'embed/load-engine.ts', first: ['embed/dom.ts', 'embed/index.ts'] }),
    arrowFunctions(),
    nameVariables(properties.api, classes.api),
    orderDeclarations(),
    compressFiles(),
  ],
  publicDir: false,
  // A field that only has a type is there from when it is set: nobody asks what fields there are.
  oxc: { typescript: { removeClassFieldsWithoutInitializer: true } },
  // Lit's development build is larger and warns in the host page's console.
  resolve: { conditions: ['production', 'browser', 'import', 'default'] },
  build: {
    outDir: 'dist/embed',
    // The script is kept while it is rebuilt, so that a running server never answers 404 for it.
    emptyOutDir: false,
    target: 'es2022',
    sourcemap: true,
    // A pass before Rolldown's own, which names the variables, takes one more percent off: the size is a promise.
    minify: 'terser',
    terserOptions: { ecma: 2022, compress: { passes: 2, unsafe_methods: true }, mangle: false },
    reportCompressedSize: false,
    lib: {
      entry: here('embed/index.ts'),
      formats: ['iife', 'es'],
      name: 'TaskChat',
      fileName: (format) => (format === 'iife' ? 'task-chat.js' : 'task-chat.mjs'),
    },
    rolldownOptions: {
      output: {
        codeSplitting: false,
        minify: true,
        // A page's own `const TaskChat` would keep a script with a `var TaskChat` from running at all.
        extend: true,
        generatedCode: { symbols: false },
      },
      // How long plugins take is nothing to act upon. Only a module has an address of its own; the other script finds itself by `document.currentScript`.
      checks: { emptyImportMeta: false, bundlerTimings: false },
    },
  },
});
