// The state model of change requests: which state may follow which, by the type of the change.
import { abortedByRule, type Failure } from './refusals.ts';
import type { Instance } from './instance.ts';
import type { Row } from './table-schema.ts';

/** ServiceNow docs, "Change state model". Review may go back to Implement; what is closed stays so. */
const transitions: Record<string, readonly string[]> = {
  '-5': ['-4', '4'], // New
  '-4': ['-3', '-5', '4'], // Assess
  '-3': ['-2', '-5', '4'], // Authorize
  '-2': ['-1', '4'], // Scheduled
  '-1': ['0', '4'], // Implement
  '0': ['3', '-1'], // Review
  '3': [], // Closed
  '4': [], // Canceled
};

/** What a type may skip: a standard change is approved beforehand, an emergency change is not assessed. */
const shortcuts: Record<string, string> = { standard: '-2', emergency: '-3' };

const rule = 'Change Model: Check State Transition';

/** Why a record may not go from its state before to the one after; undefined when it may, or is no change. */
export function violatedModel(
  instance: Instance,
  table: string,
  before: Row,
  after: Row,
): Failure | undefined {
  if (!instance.schema.chain(table).some(({ name }) => name === 'change_request')) return undefined;
  const [from = '', to = ''] = [before['state'], after['state']];
  if (from === to || following(from, after['type']).includes(to)) return undefined;
  // A state that a customer added is in a model of their own, which nobody described here.
  if (![from, to].every((state) => Object.hasOwn(transitions, state))) return undefined;
  return abortedByRule(table, rule);
}

/** The states that a change goes through to reach one, without that where it is; empty where it never can. */
export function stepsTo({ state = '', type }: Row, target: string): string[] {
  const paths = [[state]];
  const seen = new Set([state]);
  for (const path of paths) {
    const last = path.at(-1) ?? '';
    if (last === target) return path.slice(1);
    const further = following(last, type).filter((one) => !seen.has(one));
    for (const one of further) {
      seen.add(one);
      paths.push([...path, one]);
    }
  }
  return [];
}

function following(state: string, type = 'normal'): readonly string[] {
  const shortcut = state === '-5' ? shortcuts[type] : undefined;
  return [...(shortcut === undefined ? [] : [shortcut]), ...(transitions[state] ?? [])];
}
