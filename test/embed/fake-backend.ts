import { executeServerCommand } from '@web/test-runner-commands';
import type { BackendCommand, Plan, SeenRequest, Step } from '../support/embed/plan.ts';

const TURN = `turn_${'0'.repeat(31)}1`;

/** One test's part of the backend on the other origin. */
export interface FakeBackend {
  readonly url: URL;
  plan(type: string, plan: Plan): Promise<void>;
  /** Lets a reply that waits at this gate go on. */
  open(gate: string): Promise<void>;
  requests(type?: string): Promise<SeenRequest[]>;
}

export async function openBackend(): Promise<FakeBackend> {
  const { room, url } = await run<{ room: string; url: string }>({ do: 'open' });
  return {
    url: new URL(url),
    plan: async (type, plan) => {
      await run({ do: 'plan', room, type, plan });
    },
    open: async (gate) => {
      await run({ do: 'gate', room, gate });
    },
    requests: async (type) => {
      const seen = await run<SeenRequest[]>({ do: 'requests', room });
      return type ? seen.filter((request) => request.type === type) : seen;
    },
  };
}

async function run<Answer>(command: BackendCommand): Promise<Answer> {
  return executeServerCommand<Answer, BackendCommand>('chat-backend', command);
}

/** A frame as the server writes it. */
export function frame(event: unknown, number: number, turn = TURN): Step {
  return { send: `id: ${turn}-${number}\ndata: ${JSON.stringify(event)}\n\n` };
}

export const END: Step = { send: ': end\n\n' };

/** A whole turn's frames, numbered from 1, with its end. */
export function turn(...events: readonly unknown[]): Step[] {
  return [...events.map((event, index) => frame(event, index + 1)), END];
}

/** A token as a site gives it; only its claims are read in a browser. */
export function token(sub = 'ann', seconds = 600): string {
  const encode = (value: unknown) => btoa(JSON.stringify(value)).replace(/=+$/, '');
  const claims = { iss: 'https://host.example', sub, exp: Math.round(Date.now() / 1000) + seconds, jti: Math.random() };
  return `${encode({ alg: 'HS256' })}.${encode(claims)}.sig`;
}

/** Waits until this no longer throws or gives `false`. */
export async function until<Value>(
  check: () => Value | Promise<Value>,
  ms = 3_000,
): Promise<Exclude<Value, false | null | undefined>> {
  const end = performance.now() + ms;
  for (;;) {
    try {
      const value = await check();
      if (value !== false && value !== undefined && value !== null)
        return value as Exclude<Value, false | null | undefined>;
      if (performance.now() > end) throw new Error(`It never came true: ${check}`);
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
