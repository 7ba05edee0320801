// Entries in order, what says the same again folded into what said it first.
import { canonicalJson } from '../../contract/json.ts';
import { isOlder, judgementOf } from '../../workflows/lifecycle/deed-facts.ts';
import type { TrailEntry } from './schema.ts';

/** Entries of all runs in the order in which they were recorded, each thing once. `chains`: the first run of each run. */
export function folded(
  entries: readonly TrailEntry[],
  chains: ReadonlyMap<string, string>,
): TrailEntry[] {
  const folding: Folding = {
    entries: [],
    comments: new Map(),
    outcomes: new Set(),
    unproven: new Map(),
  };
  for (const entry of entries.toSorted(inOrder)) {
    take(folding, entry, chains.get(entry.run) ?? entry.run);
  }
  return folding.entries;
}

/** Times are of one clock; what has the same one keeps the order of its history. */
const inOrder = (a: TrailEntry, b: TrailEntry): number =>
  a.recordedAt.localeCompare(b.recordedAt) ||
  (a.run === b.run ? (a.event ?? 0) - (b.event ?? 0) : 0);

type Reading = Extract<TrailEntry, { kind: 'reading' }>;

interface Folding {
  entries: TrailEntry[];
  /** The last reading that anything followed from. */
  reading?: Reading;
  /** How often each comment was told by each chain: another chain reads all of them anew. */
  comments: Map<string, Map<string, number>>;
  outcomes: Set<string>;
  /** Looks in vain for each note since it was last written. */
  unproven: Map<string, number>;
}

function take(folding: Folding, entry: TrailEntry, chain: string): void {
  switch (entry.kind) {
    case 'reading':
      takeReading(folding, entry);
      return;
    case 'ticket-missing':
    case 'hint': {
      const last = folding.entries.at(-1);
      if (last?.kind === 'hint' && entry.kind === 'hint' && last.run === entry.run) {
        last.times += 1;
        last.until = entry.until;
      } else if (last?.kind === 'ticket-missing' && entry.kind === 'ticket-missing') {
        last.reads += 1;
        last.until = entry.until;
      } else folding.entries.push({ ...entry });
      return;
    }
    case 'comment':
      if (isNewComment(folding, chain, canonicalJson([entry.who, entry.at, entry.text])))
        folding.entries.push(entry);
      return;
    case 'outcome': {
      const key = canonicalJson([chain, entry.outcome]);
      if (!folding.outcomes.has(key)) folding.entries.push(entry);
      folding.outcomes.add(key);
      return;
    }
    case 'note-unproven':
    case 'note': {
      const key = canonicalJson(entry.message);
      const unproven = folding.unproven.get(key) ?? 0;
      folding.unproven.set(key, entry.kind === 'note' ? 0 : unproven + 1);
      folding.entries.push(entry.kind === 'note' ? { ...entry, unproven } : entry);
      return;
    }
    default:
      folding.entries.push(entry);
  }
}

/** What was read before is counted; an older row of another worker, out of which nothing followed, is no news. */
function takeReading(folding: Folding, entry: Reading): void {
  const { reading: last } = folding;
  if (last !== undefined && judgementOf(last) === judgementOf(entry)) {
    last.reads += 1;
    last.until = entry.until;
    return;
  }
  const told = { ...entry, passedOver: entry.passedOver && isOlder(entry, last) };
  folding.entries.push(told);
  if (!told.passedOver) folding.reading = told;
}

/** Two comments may say the same in the same second; those that two chains read are one. */
function isNewComment({ comments }: Folding, chain: string, key: string): boolean {
  const byChain = comments.get(key) ?? new Map<string, number>();
  const most = Math.max(0, ...byChain.values());
  const count = (byChain.get(chain) ?? 0) + 1;
  comments.set(key, byChain.set(chain, count));
  return count > most;
}
