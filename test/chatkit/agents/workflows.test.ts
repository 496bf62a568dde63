import { tool } from '@openai/agents';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { AgentContext, streamAgentResponse } from '../../../server/chatkit/agents/index.ts';
import type { ThreadItem, ThreadStreamEvent, WorkflowItem } from '../../../server/chatkit/index.ts';
import type { TestContext } from '../../support/chatkit.ts';
import { addMessage, createScriptedServer, startThread, storedItems, stream } from '../../support/chatkit.ts';
import {
  answerOf,
  calls,
  collect,
  createClock,
  createContext,
  functionCall,
  ofType,
  playsRaw,
  responsesModel,
  type Step,
  says,
  textsOf,
} from './support.ts';

const custom = (title: string) => ({ type: 'custom' as const, title });
const shown = (title: string) => ({ type: 'custom', title, status_indicator: 'none' });

/** Events of workflows, short: what they tell, and the titles that are told. */
function outline(events: readonly ThreadStreamEvent[]): string[] {
  const titles = (tasks: readonly object[]) => tasks.map((task) => ('title' in task ? task.title : '?')).join(',');
  return events.map((event) => {
    if (event.type === 'thread.item.updated' && 'task_index' in event.update) {
      const { type, task_index, task } = event.update;
      return `${type.split('.')[2]} ${task_index} ${titles([task])}`;
    }
    if (!('item' in event)) return event.type;
    const { item } = event;
    const what = item.type === 'workflow' ? `workflow [${titles(item.workflow.tasks)}]` : item.type;
    return `${event.type.split('.')[2]} ${what}`;
  });
}

/** Plays steps over a context and answers the events. */
async function played(steps: (context: AgentContext<TestContext>) => Step[], now?: () => Date) {
  const { context } = createContext(now ? { now } : {});
  return collect(streamAgentResponse(context, playsRaw(...steps(context))));
}

describe('a workflow of a tool', () => {
  test('is announced with its first tasks, grows, and ends with what it says of itself [agents-workflow]', async () => {
    const events = await played((context) => [
      () => context.startWorkflow({ type: 'custom', tasks: [custom('A')] }),
      () => context.addWorkflowTask(custom('B')),
      () => context.updateWorkflowTask(custom('B!'), 1),
      () => context.endWorkflow({ summary: { title: 'All done', icon: 'check' }, expanded: true }),
    ]);
    expect(outline(events)).toEqual(['added workflow [A]', 'added 1 B', 'updated 1 B!', 'done workflow [A,B!]']);
    expect(events.at(-1)).toMatchObject({
      item: { workflow: { summary: { title: 'All done', icon: 'check' }, expanded: true } },
    });
  });

  test('tells how many whole seconds it took when nobody says anything else', async () => {
    const clock = createClock();
    const events = await played(
      (context) => [
        () => context.startWorkflow({ type: 'custom', tasks: [custom('A')] }),
        () => clock.advance(2_900),
        () => context.endWorkflow(),
      ],
      clock.now,
    );
    expect(events.at(-1)).toMatchObject({ item: { workflow: { summary: { duration: 2 }, expanded: false } } });
  });

  test('is opened by its first task', async () => {
    const events = await played((context) => [() => context.addWorkflowTask(custom('A'))]);
    expect(outline(events)).toEqual(['added workflow [A]', 'done workflow [A]']);
    expect(events[0]).toMatchObject({ item: { workflow: { type: 'custom', tasks: [shown('A')], expanded: false } } });
  });

  test('without tasks is shown when it is one of thoughts, and else with its first task', async () => {
    const thoughts = await played((context) => [() => context.startWorkflow({ type: 'reasoning', tasks: [] })]);
    expect(outline(thoughts)).toEqual(['added workflow []', 'done workflow []']);
    const nothing = await played((context) => [
      () => context.startWorkflow({ type: 'custom', tasks: [] }),
      () => context.endWorkflow(),
    ]);
    expect(nothing).toEqual([]);
    const summary = await played((context) => [
      () => context.startWorkflow({ type: 'custom', tasks: [] }),
      () => context.endWorkflow({ summary: { title: 'Nothing to do' } }),
    ]);
    expect(outline(summary)).toEqual(['done workflow []']);
  });

  test('knows tasks that read alike by their place', async () => {
    const events = await played((context) => [
      () => context.addWorkflowTask(custom('A')),
      () => context.addWorkflowTask(custom('A')),
      () => context.addWorkflowTask(custom('A')),
    ]);
    expect(outline(events)).toEqual(['added workflow [A]', 'added 1 A', 'added 2 A', 'done workflow [A,A,A]']);
  });

  test('tells what it was when it was told, whatever happens before it is read [agents-snapshots]', async () => {
    const events = await played((context) => [
      async () => {
        const task = custom('A');
        const workflow = { type: 'custom' as const, tasks: [task] };
        const started = context.startWorkflow(workflow);
        task.title = 'changed';
        workflow.tasks.push(custom('sneaked in'));
        const second = custom('B');
        const added = context.addWorkflowTask(second);
        second.title = 'changed';
        await Promise.all([started, added]);
      },
    ]);
    expect(outline(events)).toEqual(['added workflow [A]', 'added 1 B', 'done workflow [A,B]']);
  });

  test('ends the one before it', async () => {
    const events = await played((context) => [
      () => context.addWorkflowTask(custom('A')),
      () => context.startWorkflow({ type: 'custom', tasks: [custom('B')] }),
    ]);
    expect(outline(events)).toEqual([
      'added workflow [A]',
      'done workflow [A]',
      'added workflow [B]',
      'done workflow [B]',
    ]);
  });

  test('can be read, and is not changed by what is done to the copy', async () => {
    const { context } = createContext();
    expect(context.workflowItem).toBeUndefined();
    await context.addWorkflowTask(custom('A'));
    context.workflowItem?.workflow.tasks.push(custom('B'));
    expect(context.workflowItem?.workflow.tasks).toEqual([shown('A')]);
    await context.endWorkflow();
    expect(context.workflowItem).toBeUndefined();
  });

  test('refuses changes to what is not there', async () => {
    const { context } = createContext();
    await expect(context.updateWorkflowTask(custom('A'), 0)).rejects.toThrow('no workflow');
    await context.addWorkflowTask(custom('A'));
    for (const index of [1, -1, 0.5]) {
      await expect(context.updateWorkflowTask(custom('B'), index)).rejects.toThrow(RangeError);
    }
    await context.endWorkflow();
    await context.endWorkflow();
  });
});

describe('what is shown behind a workflow', () => {
  const note = (type: 'hidden_context_item' | 'sdk_hidden_context'): ThreadStreamEvent => ({
    type: 'thread.item.done',
    item: { type, id: 'hc', thread_id: 'thr_1', created_at: '2026-01-01T00:00:00Z', content: 'c' },
  });

  test('ends it: a message, a widget, a workflow that a tool streams itself', async () => {
    const message = await played((context) => [() => context.addWorkflowTask(custom('A')), ...says('x')]);
    expect(outline(message).slice(0, 3)).toEqual([
      'added workflow [A]',
      'done workflow [A]',
      'added assistant_message',
    ]);
    const widget = await played((context) => [
      () => context.addWorkflowTask(custom('A')),
      () => context.streamWidget({ type: 'Card', children: [] }),
    ]);
    expect(outline(widget)).toEqual(['added workflow [A]', 'done workflow [A]', 'done widget']);
    const base = { id: 'wf_own', thread_id: 'thr_1', created_at: '2026-01-01T00:00:00Z', type: 'workflow' as const };
    const own = await played((context) => [
      () => context.addWorkflowTask(custom('A')),
      () => {
        const item: WorkflowItem = { ...base, workflow: { type: 'custom', tasks: [custom('B')] } };
        context.stream({ type: 'thread.item.added', item });
        const update = { type: 'workflow.task.added' as const, task_index: 1, task: custom('C') };
        context.stream({ type: 'thread.item.updated', item_id: item.id, update });
      },
      () => context.addWorkflowTask(custom('D')),
    ]);
    expect(outline(own)).toEqual([
      'added workflow [A]',
      'done workflow [A]',
      'added workflow [B]',
      'added 1 C',
      'added 2 D',
      'done workflow [B,C,D]',
    ]);
  });

  test('leaves it open when nobody sees it, whoever wrote it', async () => {
    for (const type of ['hidden_context_item', 'sdk_hidden_context'] as const) {
      const events = await played((context) => [
        () => context.addWorkflowTask(custom('A')),
        () => context.stream(note(type)),
        () => context.addWorkflowTask(custom('B')),
      ]);
      expect(outline(events)).toEqual(['added workflow [A]', `done ${type}`, 'added 1 B', 'done workflow [A,B]']);
    }
  });

  test('leaves it open when it is the call of a client’s tool, which belongs to it', async () => {
    const base = {
      id: 'tc',
      thread_id: 'thr_1',
      created_at: '2026-01-01T00:00:00Z',
      type: 'client_tool_call' as const,
    };
    const item = { ...base, status: 'completed' as const, call_id: 'c', name: 'n', arguments: {}, output: 1 };
    const events = await played((context) => [
      () => context.addWorkflowTask(custom('A')),
      () => context.stream({ type: 'thread.item.done', item }),
      () => context.addWorkflowTask(custom('B')),
    ]);
    expect(outline(events).slice(1)).toEqual(['done client_tool_call', 'added 1 B', 'done workflow [A,B]']);
  });

  test('leaves it open when it is no item', async () => {
    const events = await played((context) => [
      () => context.addWorkflowTask(custom('A')),
      () => context.progress('Working…', 'bolt'),
      () => context.addWorkflowTask(custom('B')),
    ]);
    expect(outline(events)).toEqual(['added workflow [A]', 'progress_update', 'added 1 B', 'done workflow [A,B]']);
    expect(events[1]).toEqual({ type: 'progress_update', text: 'Working…', icon: 'bolt' });
  });

  test('ends another workflow no more once a tool has taken it back or finished it itself', async () => {
    for (const type of ['thread.item.removed', 'thread.item.done'] as const) {
      const events = await played((context) => [
        () => context.addWorkflowTask(custom('A')),
        () => {
          const item = context.workflowItem;
          if (!item) throw new Error('no workflow');
          context.stream(type === 'thread.item.done' ? { type, item } : { type, item_id: item.id });
        },
        ...says('x'),
      ]);
      expect(outline(events).slice(0, 3)).toEqual([
        'added workflow [A]',
        type === 'thread.item.done' ? 'done workflow [A]' : type,
        'added assistant_message',
      ]);
    }
  });
});

test('tools of a real run tell their steps, and the answer ends them', async () => {
  const work = tool({
    name: 'work',
    description: 'Works.',
    parameters: z.object({}),
    async execute(_input, runContext) {
      const context = runContext?.context as AgentContext<TestContext>;
      await context.addWorkflowTask(custom('A'));
      await context.addWorkflowTask(custom('B'));
      return 'worked';
    },
  });
  const model = responsesModel(calls(functionCall('work')), says('Done.'));
  const { stored } = await answerOf(model, { tools: [work] });
  expect(stored.map(({ type }) => type)).toEqual(['workflow', 'assistant_message']);
  expect(ofType(stored, 'workflow')[0]?.workflow.tasks).toEqual([shown('A'), shown('B')]);
  expect(textsOf(stored)).toEqual(['Done.']);
});

describe('a workflow of an earlier turn', () => {
  const base = { thread_id: '', created_at: '2026-01-01T00:00:00.000Z' };
  const workflow = (more: Partial<WorkflowItem['workflow']> = {}): WorkflowItem => ({
    ...base,
    id: 'wf_1',
    type: 'workflow',
    workflow: { type: 'custom', tasks: [custom('A')], ...more },
  });
  const call: ThreadItem = {
    ...base,
    id: 'tc_1',
    type: 'client_tool_call',
    status: 'pending',
    call_id: 'call_1',
    name: 'get_selection',
    arguments: {},
  };
  const hidden: ThreadItem = { ...base, id: 'hc_1', type: 'hidden_context_item', content: 'c' };

  /** What a turn tells that goes on behind these items, with this done to its context. */
  async function continued(
    items: ThreadItem[],
    use: (context: AgentContext<TestContext>) => Promise<unknown>,
    toRequest = (thread_id: string): object => ({
      type: 'threads.add_client_tool_output',
      params: { thread_id, result: { ok: 1 } },
    }),
  ) {
    const server = await createScriptedServer();
    const threadId = await startThread(server);
    const context = { owner: 'alice' };
    for (const item of items) await server.store.saveItem(threadId, { ...item, thread_id: threadId }, context);
    server.respondWith = async function* (thread, _input, requestContext, turn) {
      const agentContext = new AgentContext({ thread, store: server.store, context: requestContext, turn });
      yield* streamAgentResponse(
        agentContext,
        playsRaw(() => use(agentContext), ...says('x')),
      );
    };
    const { events } = await (await stream(server, toRequest(threadId))).rest();
    return { events, stored: await storedItems(server, threadId) };
  }
  const add = (context: AgentContext<TestContext>) => context.addWorkflowTask(custom('B'));

  test('is gone on with behind a client’s tool, in its place [agents-workflow]', async () => {
    for (const items of [
      [workflow(), call],
      [workflow(), hidden, { ...call, id: 'tc_0', status: 'completed' as const }, hidden, call],
    ]) {
      const { events, stored } = await continued(items, add);
      const [first, second] = events.filter((event) => 'item_id' in event || 'item' in event);
      expect(first).toMatchObject({ type: 'thread.item.updated', item_id: 'wf_1', update: { task_index: 1 } });
      expect(second).toMatchObject({ type: 'thread.item.done', item: { id: 'wf_1', created_at: base.created_at } });
      const workflows = ofType(stored, 'workflow');
      expect(workflows.map((item) => item.workflow.tasks)).toEqual([[shown('A'), shown('B')]]);
      expect(workflows[0]?.workflow.summary).toEqual({ duration: expect.any(Number) });
      // It stands where it stood.
      expect(stored.findIndex((item) => item.id === 'wf_1')).toBeLessThan(
        stored.findIndex((item) => item.id === call.id),
      );
    }
  });

  test('is left alone when it is finished, or was cut short', async () => {
    const finished = workflow({ summary: { title: 'Finished' }, expanded: true });
    const cut = { ...workflow(), metadata: { interrupted: 'cancelled' } };
    for (const item of [finished, cut]) {
      const { events, stored } = await continued([item, call], add);
      expect(outline(events).filter((line) => line.includes('workflow'))).toEqual([
        'added workflow [B]',
        'done workflow [B]',
      ]);
      expect(ofType(stored, 'workflow')[0]).toEqual({ ...item, thread_id: expect.any(String) });
    }
  });

  test('is left alone when something else stands behind it', async () => {
    const widget: ThreadItem = { ...base, id: 'w', type: 'widget', widget: { type: 'Card', children: [] } };
    const { events } = await continued([workflow(), widget, call], add);
    expect(outline(events)).toContain('added workflow [B]');
  });

  test('is not gone on with by a new message', async () => {
    const { events } = await continued([workflow()], add, (threadId) => addMessage(threadId, 'again'));
    expect(outline(events)).toContain('added workflow [B]');
  });

  test('is not missed in a thread that is not stored', async () => {
    const { context } = createContext();
    await add(context);
    expect(context.workflowItem?.workflow.tasks).toEqual([shown('B')]);
  });

  test('is found before the first word of an answer, however long the store takes', async () => {
    const { context } = createContext();
    context.store.loadThreadItems = async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return { data: [workflow()], has_more: false };
    };
    const events = await collect(streamAgentResponse(context, playsRaw(...says('x'))));
    expect(outline(events).slice(0, 2)).toEqual(['done workflow [A]', 'added assistant_message']);
  });

  test('keeps the order of what tools do before it is found', async () => {
    const { events } = await continued([workflow(), call], async (context) => {
      // Nobody waits for any of these.
      const all = [add(context), context.updateWorkflowTask(custom('A!'), 0)];
      context.progress('Working…');
      all.push(context.endWorkflow({ summary: { title: 'S' } }));
      await Promise.all(all);
    });
    expect(outline(events).filter((line) => !/^(thread|stream)|message/.test(line))).toEqual([
      'added 1 B',
      'updated 0 A!',
      'progress_update',
      'done workflow [A!,B]',
    ]);
  });
});

test('a run whose thread cannot be read fails, and its model is let go', async () => {
  const { context } = createContext();
  context.store.loadThreadItems = async () => {
    throw new Error('storage away');
  };
  let closed = false;
  const run = (async function* () {
    try {
      yield* playsRaw(...says('x'));
    } finally {
      closed = true;
    }
  })();
  await expect(collect(streamAgentResponse(context, run))).rejects.toThrow('storage away');
  expect(closed).toBe(true);
  await expect(context.addWorkflowTask(custom('A'))).rejects.toThrow('storage away');
});
