// A ChatKit server in 30 lines, and a request to it. packed.test.ts runs this in a project of its own.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChatKitServer, streamText, type ThreadMetadata, type Turn, type UserMessageItem } from 'task-chat/chatkit';
import { createMemoryStorage } from 'task-chat/chatkit/testing';

interface Person {
  id: string;
}

class HelloServer extends ChatKitServer<Person> {
  override ownerOf(person: Person): string {
    return person.id;
  }

  override async *respond(thread: ThreadMetadata, input: UserMessageItem | undefined, _person: Person, turn: Turn) {
    const words = input?.content.map((part) => part.text).join(' ') ?? 'nothing';
    yield* streamText({ thread, turn, text: `You said: ${words}` });
  }
}

const storage = createMemoryStorage({ ownerOf: (person: Person) => person.id });
const chatkit = new HelloServer({ store: storage.threads, turns: storage.turns });

const http = createServer(async (request, response) => {
  const connection = new AbortController();
  response.on('close', () => connection.abort());
  const person = { id: 'whoever your own sign-in says it is' };
  const body = Buffer.concat(await request.toArray());
  const result = await chatkit.process(body, person, { signal: connection.signal });
  if (result.kind === 'json') return response.end(JSON.stringify(result.value));
  response.setHeader('content-type', 'text/event-stream');
  for await (const frames of result) response.write(frames);
  return response.end();
});

http.listen(0, async () => {
  const { port } = http.address() as AddressInfo;
  const content = [{ type: 'input_text', text: 'hello' }];
  const input = { content, attachments: [], inference_options: {} };
  const body = JSON.stringify({ type: 'threads.create', params: { input } });
  const answer = await fetch(`http://localhost:${port}/chatkit`, { method: 'POST', body });
  console.log(await answer.text());
  http.close();
});
