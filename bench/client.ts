import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Job {
  url: string;
  headers: Record<string, string>;
  body: object;
  rounds: number;
}

/** Milliseconds from sending a request, one entry a round. */
export interface Measurement {
  /** Until the first event. */
  first: number[];
  /** Until the event that completes a widget. */
  widget: number[];
  /** Until the stream's end. */
  end: number[];
}

/** Sends the same request again and again from a process of its own, one at a time. */
export async function measure(job: Job): Promise<Measurement> {
  const child = fork(fileURLToPath(import.meta.url), { execArgv: ['--import', 'tsx'] });
  child.send(job);
  const [result] = (await once(child, 'message')) as [Measurement];
  await once(child, 'exit');
  return result;
}

async function run({ url, headers, body, rounds }: Job): Promise<Measurement> {
  const result: Measurement = { first: [], widget: [], end: [] };
  // The first rounds pay for compilation and caches, here and there.
  for (let round = -5; round < rounds; round += 1) {
    const start = performance.now();
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    let text = '';
    let first = 0;
    let widget = 0;
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString('utf8');
      if (!first && text.includes('\n\n')) first = performance.now() - start;
      if (!widget && /"type":"thread\.item\.done".*"type":"widget".*\n\n/.test(text))
        widget = performance.now() - start;
    }
    if (!response.ok || !widget || text.includes('"type":"error"'))
      throw new Error(`No widget came: ${text.slice(0, 500)}`);
    if (round < 0) continue;
    result.first.push(first);
    result.widget.push(widget);
    result.end.push(performance.now() - start);
  }
  return result;
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.once('message', async (job: Job) => {
    process.send?.(await run(job));
    process.disconnect();
  });
}
