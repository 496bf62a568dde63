import { describe, expect, onTestFinished, test } from 'vitest';
import { createPerson, threadOf } from '../support/person.ts';
import { startApp } from '../support/start-app.ts';

async function hostsTold(env: Record<string, string>): Promise<unknown[]> {
  const app = await startApp({ env });
  onTestFinished(() => app.close());
  const person = createPerson(app, 'maya');
  const created = await person.start('add task: buy milk');
  const thread_id = threadOf(created);
  const named = created.events.filter(({ thread }) => thread).map(({ thread }) => thread);
  const listed = (await person.json('threads.list', {})).body as { data: unknown[] };
  const one = (await person.json('threads.get_by_id', { thread_id })).body;
  const renamed = (await person.json('threads.update', { thread_id, title: 'Shopping' })).body;
  const threads = [...named, ...listed.data, one, renamed] as { allowed_image_domains?: unknown }[];
  expect(threads.length).toBeGreaterThanOrEqual(5);
  return threads.map(({ allowed_image_domains }) => allowed_image_domains);
}

describe('images in answers', () => {
  test('come from nowhere, if the operator says nothing: every thread names a host that nobody can have', async () => {
    const told = await hostsTold({});
    expect(told).toEqual(told.map(() => ['none.invalid']));
  });

  test('come from the hosts that the operator names, in conversations of before too', async () => {
    const told = await hostsTold({ ALLOWED_IMAGE_HOSTS: 'images.example.com,cdn.example.net' });
    expect(told).toEqual(told.map(() => ['images.example.com', 'cdn.example.net']));
  });
});
