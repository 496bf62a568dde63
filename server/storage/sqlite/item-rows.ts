import type { DeletedItem } from '../../chatkit/index.ts';
import type { Connection } from './connection.ts';
import { ITEM_SQL } from './thread-statements.ts';

/** What a statement about items needs of their thread. */
export interface ItemsOf {
  key: number;
  next_position: number;
  /** The stretch of positions that counts as deleted; 0 and 0 when there is none. */
  hidden_from: number;
  hidden_to: number;
}

export interface ItemRow {
  key: number;
  position: number;
  data: string;
}

/** An item as it is written: its JSON, and what is known of it without reading that. */
export interface ItemContent extends DeletedItem {
  data: string;
}

/** The rows of items, for use within the transactions of the thread store. */
export function createItemRows(connection: Connection) {
  const findRow = connection.prepare<ItemRow>(ITEM_SQL.find);
  const insert = connection.prepare(ITEM_SQL.insert);
  const update = connection.prepare(ITEM_SQL.update);
  const removeRow = connection.prepare(ITEM_SQL.remove);
  const removeRowsAfter = connection.prepare(ITEM_SQL.removeAfter);
  const pages = {
    asc: connection.prepare<{ id: string; position: number; data: string }>(ITEM_SQL.pageAscending),
    desc: connection.prepare<{ id: string; position: number; data: string }>(ITEM_SQL.pageDescending),
  };
  const heads = connection.prepare<DeletedItem & { position: number }>(ITEM_SQL.headsAfter);
  const addedBy = connection.prepare<{ position: number; data: string }>(ITEM_SQL.addedBy);
  const changedBy = connection.prepare<{ position: number; data: string }>(ITEM_SQL.changedBy);

  function find(owner: string, thread: ItemsOf, id: string): ItemRow | undefined {
    const row = findRow.first(owner, thread.key, id);
    return row && !isHidden(thread, row.position) ? row : undefined;
  }

  return {
    find,

    /** Answers `false` when there is no such item to replace. */
    replace(owner: string, thread: ItemsOf, { id, type, data }: ItemContent, turnId: string | undefined): boolean {
      if (!find(owner, thread, id)) return false;
      update.run(type, data, turnId ?? null, owner, thread.key, id);
      return true;
    },

    /** Adds the item at the thread's next position. */
    add(owner: string, thread: ItemsOf, { id, type, data }: ItemContent, turnId: string | undefined): void {
      // A hidden row of this id may still be there.
      removeRow.run(owner, thread.key, id);
      insert.run(owner, thread.key, thread.next_position, id, type, turnId ?? null, data);
    },

    remove(owner: string, thread: ItemsOf, id: string): void {
      removeRow.run(owner, thread.key, id);
    },

    removeAfter(owner: string, thread: ItemsOf, position: number): void {
      removeRowsAfter.run(owner, thread.key, position);
    },

    page(owner: string, thread: ItemsOf, order: 'asc' | 'desc', after: number, limit: number) {
      return pages[order].all(owner, thread.key, after, thread.hidden_from, thread.hidden_to, limit);
    },

    headsAfter(owner: string, thread: ItemsOf, position: number, limit: number) {
      return heads.all(owner, thread.key, position, thread.hidden_from, thread.hidden_to, limit);
    },

    /** The data of what the turn added or changed, by position. */
    ofTurn(owner: string, thread: ItemsOf, turnId: string): string[] {
      const values = [owner, thread.key, turnId, thread.hidden_from, thread.hidden_to];
      const rows = new Map([...addedBy.all(...values), ...changedBy.all(...values)].map((row) => [row.position, row]));
      return [...rows.values()].sort((a, b) => a.position - b.position).map((row) => row.data);
    },
  };
}

function isHidden(thread: ItemsOf, position: number): boolean {
  return position >= thread.hidden_from && position <= thread.hidden_to;
}
