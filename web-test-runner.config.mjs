// The element's tests, in real browsers: `npx web-test-runner`, one engine with ENGINES=webkit.
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { tsImport } from 'tsx/esm/api';
import { resultsReporter } from './scripts/suites/wtr-reporter.mjs';

/** @type {typeof import('./test/support/browsers/engines.ts')} */
const { installedEngines, launcherOf } = await tsImport('./test/support/browsers/engines.ts', import.meta.url);
/** @type {typeof import('./test/support/browsers/screenshot-plugin.ts')} */
const { screenshotPlugin } = await tsImport('./test/support/browsers/screenshot-plugin.ts', import.meta.url);

/** @type {typeof import('./test/support/embed/chat-backend-plugin.ts')} */
const { chatBackendPlugin } = await tsImport('./test/support/embed/chat-backend-plugin.ts', import.meta.url);

/** @type {typeof import('./test/support/embed/chatkit-double-plugin.ts')} */
const { chatKitDoublePlugin } = await tsImport('./test/support/embed/chatkit-double-plugin.ts', import.meta.url);
/** @type {typeof import('./test/support/embed/built-script-plugin.ts')} */
const { builtScriptPlugin } = await tsImport('./test/support/embed/built-script-plugin.ts', import.meta.url);
/** @type {typeof import('./test/support/embed/closed-classes-plugin.ts')} */
const { closedClassesPlugin } = await tsImport('./test/support/embed/closed-classes-plugin.ts', import.meta.url);
/** @type {typeof import('./test/support/embed/lean-lit-plugin.ts')} */
const { leanLitPlugin } = await tsImport('./test/support/embed/lean-lit-plugin.ts', import.meta.url);
/** @type {typeof import('./test/support/embed/media-plugin.ts')} */
const { mediaPlugin } = await tsImport('./test/support/embed/media-plugin.ts', import.meta.url);

/** @type {typeof import('./test/support/embed/bundle-plugin.ts')} */
const { bundlePlugin } = await tsImport('./test/support/embed/bundle-plugin.ts', import.meta.url);

const { ENGINES, WTR_RESULTS } = process.env;
const wanted = ENGINES?.split(',') ?? installedEngines();

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  files: 'test/embed/**/*.test.ts',
  nodeResolve: { exportConditions: ['production'] }, // Lit's development build warns on every page
  concurrency: 1, // one page per browser: real focus, real mouse
  concurrentBrowsers: 2,
  browserStartTimeout: 90_000,
  testsStartTimeout: 30_000,
  testsFinishTimeout: 120_000,
  plugins: [
    leanLitPlugin(), // first: what it cuts, it knows as Lit wrote it
    esbuildPlugin({ ts: true, target: 'es2022' }),
    closedClassesPlugin(),
    screenshotPlugin(),
    chatBackendPlugin(),
    chatKitDoublePlugin(),
    builtScriptPlugin(),
    bundlePlugin(),
    mediaPlugin(),
  ],
  browsers: await Promise.all(wanted.map((engine) => launcherOf(engine))),
  reporters: [
    // Without a terminal its moving progress bars are noise.
    defaultReporter({ reportTestResults: true, reportTestProgress: process.stdout.isTTY === true }),
    ...(WTR_RESULTS ? [resultsReporter(WTR_RESULTS)] : []),
  ],
  testFramework: { config: { timeout: 20_000 } }, // for what hangs; a busy machine is slow
};
