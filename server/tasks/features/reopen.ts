import * as z from 'zod';
import { defineAction, defineFeature } from '../feature.ts';
import { setStatusOfNamed, setStatusOfRow } from '../set-status.ts';
import { taskNumberSchema } from '../view.ts';

export const reopenFeature = defineFeature({
  name: 'reopen_tasks',
  description:
    'Marks done tasks as open again and shows them. `tasks` names each by its number ("5") or by words of its title, as the ' +
    'person did. `all` is "done" for every done task, else null.',
  input: z.object({ tasks: z.array(z.string()), all: z.literal('done').nullable() }),

  run: (input, context) => setStatusOfNamed(input, 'open', context),

  actions: {
    'tasks.reopen': defineAction({
      kind: 'change',
      payload: z.object({ number: taskNumberSchema }),
      run: ({ number }, context) => setStatusOfRow(number, 'open', context),
    }),
  },
});
