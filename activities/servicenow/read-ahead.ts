// Reading ahead: polls share calls, a call with room reads other open tickets too, a young row answers at once.
import DataLoader from 'dataloader';
import { isActive, type Row } from './rows.ts';
import { mostSysIds } from './table-api.ts';

/** One poll. `freshness` and `maximum` (the longest interval between polls) in milliseconds. */
export interface Poll {
  table: string;
  sysId: string;
  freshness: number;
  maximum: number;
  /** True: only a row that is asked for after this call. */
  fresh: boolean;
}

/** `row` is undefined when the ticket was not found. `readAt`: when it was asked for, ISO 8601. */
export interface Reading {
  row: Row | undefined;
  readAt: string;
}

/** The polls of one instance in this worker. */
export interface ReadAhead {
  /** Rejects with the failure of the call that it shared. */
  read(poll: Poll): Promise<Reading>;
  /** After a write of ours, whatever became of it: no row asked for before now answers. */
  wrote(table: string, sysId: string): void;
  /** A closed ticket is not polled again. */
  forget(table: string, sysId: string): void;
}

/** A ticket that this worker has polled. Times are of `performance.now()`. */
interface Tracked {
  polledAt: number;
  freshness: number;
  maximum: number;
  /** Rows that were asked for before it are older than our own write. */
  notBefore: number;
  underway: boolean;
  known?: { row: Row; readAt: string; askedAt: number };
}

/** How long a poll waits for others to share its call, in milliseconds. */
const window = 25;
/** The most tickets remembered; those whose rows are oldest are forgotten first. */
const mostTracked = 20_000;

/** `find` reads rows of one table by sys_id, at most 100 a call. */
export function createReadAhead(
  find: (table: string, sysIds: readonly string[]) => Promise<Map<string, Row>>,
): ReadAhead {
  const tables = new Map<string, ReturnType<typeof createTablePolls>>();
  const pollsOf = (table: string) => {
    const known = tables.get(table) ?? createTablePolls((sysIds) => find(table, sysIds));
    tables.set(table, known);
    return known;
  };
  return {
    read: (poll) => pollsOf(poll.table).read(poll),
    wrote: (table, sysId) => tables.get(table)?.wrote(sysId),
    forget: (table, sysId) => tables.get(table)?.forget(sysId),
  };
}

function createTablePolls(find: (sysIds: readonly string[]) => Promise<Map<string, Row>>) {
  // In order of their last reading, oldest first: a ticket that is read moves to the end.
  const tracked = new Map<string, Tracked>();

  const loader = new DataLoader<string, Reading>(loadBatch, {
    cache: false,
    maxBatchSize: mostSysIds,
    batchScheduleFn: (dispatch) => void setTimeout(dispatch, window),
  });

  async function loadBatch(asked: readonly string[]): Promise<Reading[]> {
    const [askedAt, readAt] = [performance.now(), new Date().toISOString()];
    const polled = new Set(asked);
    const sysIds = [...polled, ...othersToRead(tracked, polled, askedAt)];
    for (const sysId of sysIds) mark(sysId, true);
    try {
      const rows = await find(sysIds);
      for (const sysId of sysIds) keep(sysId, { row: rows.get(sysId), readAt, askedAt });
      return asked.map((sysId) => ({ row: rows.get(sysId), readAt }));
    } finally {
      for (const sysId of sysIds) mark(sysId, false);
    }
  }

  function mark(sysId: string, underway: boolean): void {
    const ticket = tracked.get(sysId);
    if (ticket !== undefined) ticket.underway = underway;
  }

  /** A ticket that was not found keeps no row: its own poll has to find that out. */
  function keep(sysId: string, read: Reading & { askedAt: number }): void {
    const { row, readAt, askedAt } = read;
    const ticket = tracked.get(sysId);
    if (ticket === undefined || askedAt < ticket.notBefore) return;
    if (ticket.known !== undefined && askedAt < ticket.known.askedAt) return;
    tracked.delete(sysId);
    const { known, ...rest } = ticket;
    tracked.set(sysId, row === undefined ? rest : { ...rest, known: { row, readAt, askedAt } });
  }

  function track({ sysId, freshness, maximum }: Poll): Tracked {
    const ticket = tracked.get(sysId) ?? { notBefore: 0, underway: false };
    const polled = Object.assign(ticket, { polledAt: performance.now(), freshness, maximum });
    tracked.set(sysId, polled);
    const oldest = tracked.size > mostTracked ? tracked.keys().next() : undefined;
    if (oldest?.done === false) tracked.delete(oldest.value);
    return polled;
  }

  async function read(poll: Poll): Promise<Reading> {
    const { known } = track(poll);
    const young = known !== undefined && performance.now() - known.askedAt < poll.freshness;
    const { row, readAt } = young && !poll.fresh ? known : await loader.load(poll.sysId);
    return { row, readAt };
  }

  function wrote(sysId: string): void {
    const ticket = tracked.get(sysId);
    if (ticket === undefined) return;
    delete ticket.known;
    ticket.notBefore = performance.now();
  }

  return { read, wrote, forget: (sysId: string) => void tracked.delete(sysId) };
}

/** Which other tickets a call with room reads; tickets not polled for long are forgotten on the way. */
function othersToRead(
  tracked: Map<string, Tracked>,
  polled: ReadonlySet<string>,
  now: number,
): string[] {
  const others: string[] = [];
  for (const [sysId, ticket] of tracked) {
    if (polled.size + others.length >= mostSysIds) break;
    if (ticket.underway || polled.has(sysId)) continue;
    if (now - ticket.polledAt > 2 * ticket.maximum) tracked.delete(sysId);
    else if (isDue(ticket, now)) others.push(sysId);
  }
  return others;
}

/** From which part of its freshness on a row is read along: sooner than its own poll asks, so that calls go out full. */
const nearlyStale = 3 / 4;

function isDue({ known, freshness }: Tracked, now: number): boolean {
  if (known === undefined || freshness === 0 || !isActive(known.row)) return false;
  return now - known.askedAt >= nearlyStale * freshness;
}
