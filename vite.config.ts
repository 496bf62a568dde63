import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** Minifiers leave what stands in templates: style sheets lose their comments and their needless spaces here. */
const compactStyles: Plugin = {
  name: 'compact-styles',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('.styles.ts')) return;
    const compact = (css: string) =>
      css
        .replace(/\/\*.*?\*\//gs, '')
        .replace(/\s+/g, ' ')
        .replace(/ ?([{};,>]) ?/g, '$1')
        .replace(/: /g, ':')
        .replace(/(?<![\d.])0\./g, '.')
        .replaceAll(';}', '}');
    return { code: code.replace(/css`[^`]*`/g, compact), map: null };
  },
};

export default defineConfig({
  plugins: [compactStyles],
  publicDir: false,
  // Lit's development build is larger and warns in the host page's console.
  resolve: { conditions: ['production', 'browser', 'import', 'default'] },
  build: {
    outDir: 'dist/embed',
    // The script is kept while it is rebuilt, so that a running server never answers 404 for it.
    emptyOutDir: false,
    target: 'es2022',
    sourcemap: true,
    // A second pass behind Rolldown's own takes one more percent off, and the script's size is a promise.
    minify: 'terser',
    terserOptions: { ecma: 2020, compress: { passes: 3 } },
    reportCompressedSize: false,
    lib: {
      entry: resolve(import.meta.dirname, 'embed/index.ts'),
      formats: ['iife', 'es'],
      name: 'TaskChat',
      fileName: (format) => (format === 'iife' ? 'task-chat.js' : 'task-chat.mjs'),
    },
    rolldownOptions: { output: { codeSplitting: false, minify: true } },
  },
});
