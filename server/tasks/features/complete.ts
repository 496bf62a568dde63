import * as z from 'zod';
import { defineAction, defineFeature } from '../feature.ts';
import { setStatusOfNamed, setStatusOfRow } from '../set-status.ts';
import { taskNumberSchema } from '../view.ts';

export const completeFeature = defineFeature({
  name: 'complete_tasks',
  description:
    'Marks tasks as done and shows them. `tasks` names each by its number ("5") or by words of its title ("groceries"), as the ' +
    'person did; several of them go into one call. `all` is "open" for every open task, else null.',
  input: z.object({ tasks: z.array(z.string()), all: z.literal('open').nullable() }),

  run: (input, context) => setStatusOfNamed(input, 'done', context),

  actions: {
    'tasks.complete': defineAction({
      kind: 'change',
      payload: z.object({ number: taskNumberSchema }),
      run: ({ number }, context) => setStatusOfRow(number, 'done', context),
    }),
  },
});
