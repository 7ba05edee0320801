// How a fact is put on record: numbered, dated, with who did it.
import { iso } from '../../contract/dates.ts';
import type { Doer, FactContent } from '../../contract/facts.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Cancellation, State } from './state.ts';

/** The orchestrator itself as who does something. */
export const orchestrator: Doer = { name: 'orchestrator', from: 'orchestrator' };

/** Someone of whom ServiceNow speaks. */
export const byServiceNow = (name: string): Doer => ({
  name: name === '' ? 'not said' : name,
  from: 'servicenow',
});

/** Whoever ended a request before its ticket closed. */
export function enderOf({ by: name, source }: Pick<Cancellation, 'by' | 'source'>): Doer {
  switch (source) {
    case 'message':
    case 'decision':
      return { name, from: 'message' };
    case 'temporal':
      return { name, from: 'temporal' };
    case 'deadline':
      return { name, from: 'orchestrator' };
  }
}

/** Whoever decided how a request ended. */
export function deciderOf({ by: name, cause }: Outcome): Doer {
  switch (cause.kind) {
    case 'ticket':
      return { name, from: 'servicenow' };
    case 'cancellation':
      return enderOf({ by: name, source: cause.source });
    case 'decision':
    case 'deadline':
      return enderOf({ by: name, source: cause.kind });
  }
}

/** The state with one more fact of the event that is being taken. */
export function record(
  state: State,
  content: FactContent,
  now: number,
  who: Doer = orchestrator,
): State {
  const { untold, told } = state.facts;
  const fact = { sequence: told + untold.length + 1, at: iso(now), who, ...content };
  return { ...state, facts: { told, untold: [...untold, fact] } };
}
