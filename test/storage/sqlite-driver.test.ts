import { expect, onTestFinished, test } from 'vitest';
import { isBusy, openDriver } from '../../server/storage/sqlite/driver.ts';
import { useDatabasePath } from './sqlite-harness.ts';

async function open() {
  const driver = openDriver(await useDatabasePath());
  onTestFinished(() => driver.close());
  driver.exec('CREATE TABLE pairs (a TEXT, b INTEGER)');
  return driver;
}

test('a statement answers every call afresh, in whatever order its forms are used', async () => {
  const driver = await open();
  const insert = driver.prepare<{ b: number }>('INSERT INTO pairs VALUES (?, ?) RETURNING b');
  const find = driver.prepare<{ b: number }>('SELECT b FROM pairs WHERE a = ?');
  expect(insert.first('x', 1)).toEqual({ b: 1 });
  expect(insert.all('x', 2)).toEqual([{ b: 2 }]);
  expect(find.first('x')).toEqual({ b: 1 });
  expect(find.all('x')).toHaveLength(2);
  expect(find.first('nobody')).toBeUndefined();
  expect(find.first('x')).toEqual({ b: 1 });
});

test('null and large numbers are values like others', async () => {
  const driver = await open();
  const isNull = driver.prepare<{ yes: number }>('SELECT ? IS NULL AS yes');
  expect(isNull.first(null)).toEqual({ yes: 1 });
  expect(driver.prepare('INSERT INTO pairs VALUES (?, ?)').run(null, Number.MAX_SAFE_INTEGER)).toBe(1);
  const row = driver.prepare('SELECT a, b, typeof(b) AS type FROM pairs').first();
  expect(row).toEqual({ a: null, b: Number.MAX_SAFE_INTEGER, type: 'integer' });
});

test('a statement that met a lock works when it is gone', async () => {
  const path = await useDatabasePath();
  const [one, two] = [openDriver(path), openDriver(path)];
  onTestFinished(() => [one, two].forEach((driver) => void driver.close()));
  one.exec('CREATE TABLE pairs (a TEXT, b INTEGER)');
  const insert = two.prepare('INSERT INTO pairs VALUES (?, ?)');
  one.exec('BEGIN IMMEDIATE');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    let met: unknown;
    try {
      insert.run('x', attempt);
    } catch (error) {
      met = error;
    }
    expect(isBusy(met)).toBe(true);
  }
  one.exec('COMMIT');
  expect(insert.run('x', 9)).toBe(1);
  expect(one.prepare('SELECT b FROM pairs').all()).toEqual([{ b: 9 }]);
});
