import type { ActionConfig } from '../../chatkit/index.ts';

// What the buttons send. Features own the handlers; a test holds both together.

export const completeTask = (number: number): ActionConfig => ({ type: 'tasks.complete', payload: { number } });
export const reopenTask = (number: number): ActionConfig => ({ type: 'tasks.reopen', payload: { number } });
export const deleteTask = (number: number): ActionConfig => ({ type: 'tasks.delete', payload: { number } });
export const updateChosenTask = (number: number): ActionConfig => ({
  type: 'tasks.update_chosen',
  payload: { number },
});

export const openEdit = (number: number): ActionConfig => ({
  type: 'tasks.edit',
  payload: { number },
  streaming: false,
});
export const closeEdit = (number: number): ActionConfig => ({
  type: 'tasks.cancel_edit',
  payload: { number },
  streaming: false,
});
/** The form adds `title` and `notes` to the payload. */
export const saveEdit = (number: number, updatedAt: string): ActionConfig => ({
  type: 'tasks.save',
  payload: { number, updatedAt },
});

/** `rows`: how many are shown now, so that a second click on the same button shows no second page. */
export const showMore = (rows: number): ActionConfig => ({
  type: 'tasks.show_more',
  payload: { rows },
  streaming: false,
});

export const confirmDelete = (): ActionConfig => ({
  type: 'tasks.confirm_delete',
  payload: {},
  loadingBehavior: 'container',
});
export const cancelDelete = (): ActionConfig => ({
  type: 'tasks.cancel_delete',
  payload: {},
  loadingBehavior: 'container',
});
