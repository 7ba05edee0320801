// What the facts of a request say of it, and what its state says of the same: both must be one.
import type { Fact } from '../../contract/facts.ts';
import { nameOf } from '../../workflows/lifecycle/note-queue.ts';
import type { State } from '../../workflows/lifecycle/state.ts';

/** What facts tell of where a request stands. */
export interface Folded {
  ticket: unknown;
  reading: unknown;
  outcome: unknown;
  cancelledBy: unknown;
  /** Names of messages that were taken, on the ticket, and on their way to it. */
  taken: string[];
  written: number;
  waiting: string[];
  /** Sequences that the identity manager has taken. */
  delivered: number[];
  attention: Record<string, unknown>;
}

const nothing = (): Folded => ({
  ticket: undefined,
  reading: undefined,
  outcome: undefined,
  cancelledBy: undefined,
  taken: [],
  written: 0,
  waiting: [],
  delivered: [],
  attention: {},
});

/** Where a request stands by its facts alone. */
export function folded(facts: readonly Fact[]): Folded {
  return facts.reduce(fold, nothing());
}

function fold(so: Folded, fact: Fact): Folded {
  const without = (name: string) => so.waiting.filter((one) => one !== name);
  switch (fact.kind) {
    case 'ticket':
      return { ...so, ticket: fact.ticket };
    case 'reading':
      return fact.passedOver ? so : { ...so, reading: fact.evidence };
    case 'outcome':
      return { ...so, outcome: fact.outcome };
    case 'cancellation':
      return fact.became === 'taken' ? { ...so, cancelledBy: fact.who.name } : so;
    case 'message': {
      if (fact.became !== 'taken' && fact.became !== 'held-back') return so;
      const name = nameOf(fact.message);
      return { ...so, taken: [...so.taken, name], waiting: [...so.waiting, name] };
    }
    case 'note': {
      const name = `${fact.message.kind} ${fact.message.id}`;
      return { ...so, written: so.written + 1, waiting: without(name) };
    }
    case 'given-up':
      return { ...so, waiting: without(fact.message) };
    case 'delivery':
      return { ...so, delivered: [...so.delivered, fact.deliverySequence] };
    case 'attention':
      return { ...so, attention: { ...so.attention, [fact.about]: fact.attention } };
    case 'attention-cleared': {
      const { [fact.about]: gone, ...attention } = so.attention;
      return { ...so, attention };
    }
    default:
      return so;
  }
}

/** The same of the state. */
export function told(state: State): Folded {
  const { ticket, reading, outcome, cancellation, notes, outbox, attention } = state;
  return {
    ticket,
    reading: reading?.evidence,
    outcome,
    cancelledBy: cancellation?.outcome === 'cancelled' ? cancellation.by : undefined,
    taken: Object.keys(notes.taken),
    written: notes.written,
    waiting: [...notes.waiting, ...notes.held].map(({ message }) => nameOf(message)).sort(),
    delivered: Array.from({ length: outbox.taken }, (_, index) => index + 1),
    attention: Object.fromEntries(Object.entries(attention).filter(([, one]) => one !== undefined)),
  };
}
