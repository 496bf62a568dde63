import { NotFoundError } from '../../errors.ts';
import type { Page } from '../../protocol/threads.ts';
import type { PageQuery } from '../../store.ts';

const PAGE_MAX = 1_000;

export interface OrderedRow {
  id: string;
  /** Where it stands: by the first number, and among equal ones by the second. No two rows share a place. */
  readonly place: readonly [number, number];
}

/** Rows that are found by id and read in the order of their places. */
export class OrderedRows<Row extends OrderedRow> {
  readonly #byId = new Map<string, Row>();
  readonly #rows: Row[] = [];

  get size(): number {
    return this.#rows.length;
  }

  get(id: string): Row | undefined {
    return this.#byId.get(id);
  }

  /** Adds a row whose id is not there yet. */
  add(row: Row): void {
    this.#byId.set(row.id, row);
    this.#rows.splice(this.#indexOf(row.place), 0, row);
  }

  delete(row: Row): void {
    this.#byId.delete(row.id);
    this.#rows.splice(this.#indexOf(row.place), 1);
  }

  /** Takes away the rows behind this one and answers them. */
  deleteAfter(row: Row): Row[] {
    const deleted = this.#rows.splice(this.#indexOf(row.place) + 1);
    for (const { id } of deleted) this.#byId.delete(id);
    return deleted;
  }

  filter(predicate: (row: Row) => boolean): Row[] {
    return this.#rows.filter(predicate);
  }

  /** @throws NotFoundError when `after` is not there. */
  page({ limit, order, after }: PageQuery): Page<Row> {
    const wanted = Math.min(Math.max(1, Math.trunc(limit)), PAGE_MAX);
    const from = after === undefined ? undefined : this.#byId.get(after);
    if (after !== undefined && !from) throw new NotFoundError();
    const [start, end] = order === 'asc' ? this.#ahead(from, wanted) : this.#back(from, wanted);
    const data = this.#rows.slice(start, end);
    if (order === 'desc') data.reverse();
    const has_more = order === 'asc' ? end < this.#rows.length : start > 0;
    return { data, has_more, ...(has_more ? { after: data.at(-1)?.id } : {}) };
  }

  #ahead(from: Row | undefined, limit: number): [start: number, end: number] {
    const start = from ? this.#indexOf(from.place) + 1 : 0;
    return [start, Math.min(start + limit, this.#rows.length)];
  }

  #back(from: Row | undefined, limit: number): [start: number, end: number] {
    const end = from ? this.#indexOf(from.place) : this.#rows.length;
    return [Math.max(end - limit, 0), end];
  }

  /** The index of the first row that does not stand before this place. */
  #indexOf([first, second]: OrderedRow['place']): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const [one = 0, two = 0] = this.#rows[middle]?.place ?? [];
      if (one < first || (one === first && two < second)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
