import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

interface Locked {
  version?: string;
  integrity?: string;
  link?: boolean;
  dev?: boolean;
  devOptional?: boolean;
  hasInstallScript?: boolean;
}

const read = async <Value>(file: string): Promise<Value> => JSON.parse(await readFile(file, 'utf8')) as Value;
const lock = await read<{ packages: Record<string, Locked> }>('package-lock.json');
const packages = Object.entries(lock.packages).filter(([path]) => path.includes('node_modules/'));

test('nothing that is shipped has an install script, and none would run', async () => {
  const shipped = packages.filter(([, { dev, devOptional }]) => !dev && !devOptional);
  expect(shipped.length).toBeGreaterThan(50);
  expect(shipped.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
  expect(await readFile('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m);
});

test('the lockfile has a checksum for every package, and package.json exact versions', async () => {
  const unchecked = packages.filter(([, { integrity, link }]) => !link && !integrity?.startsWith('sha512-'));
  expect(unchecked.map(([path]) => path)).toEqual([]);
  const asked = await read<Record<'dependencies' | 'devDependencies', Record<string, string>>>('package.json');
  const versions = Object.entries({ ...asked.dependencies, ...asked.devDependencies });
  expect(versions.filter(([, version]) => !/^(npm:@?[\w/-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('the element’s script is made of ours and of Lit', async () => {
  const { sources } = await read<{ sources: string[] }>('dist/embed/task-chat.js.map');
  const foreign = sources.filter((source) => !/^(\.\.\/)*(embed|server\/chatkit)\//.test(source));
  expect(foreign.length).toBeGreaterThan(0);
  expect(foreign.filter((source) => !/node_modules\/(lit|lit-html|lit-element|@lit\/[\w-]+)\//.test(source))).toEqual(
    [],
  );
});

test('npm knows of nothing bad in what is shipped', async ({ skip }) => {
  const args = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=10000'];
  // It ends with 1 when it found something, and when it could not ask.
  const { stdout } = await promisify(execFile)('npm', args).catch((error: { stdout: string }) => error);
  const report = JSON.parse(stdout || '{}') as { vulnerabilities?: Record<string, { severity: string }> };
  if (!report.vulnerabilities) return skip('the registry does not answer npm audit');
  expect(report.vulnerabilities).toEqual({});
}, 30_000);
