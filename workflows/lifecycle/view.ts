// What the query `status` answers: the state of a request in the words of its readers.
import { iso } from '../../contract/dates.ts';
import type { BlockedBy, RequestState, RequestStatus, Waiting } from '../../contract/status.ts';
import { attentionsOf } from './attention.ts';
import { activityOf, systemOf } from './jobs.ts';
import { nextOf, type Block } from './next-job.ts';
import { conclusiveLook } from './polling.ts';
import { afterCareUntil, deadlineOf, isClosing, isTold, isWatching } from './predicates.ts';
import { lanes, type State } from './state.ts';

/** Where the request stands at a time, from nothing but its state. */
export function view(state: State, now: number): RequestStatus {
  const { request, environment } = state.input;
  const { ticket, reading, ignoredFields, nextPoll, cancellation, outcome, plan } = state;
  const expiresAt = outcome !== undefined || isClosing(state) ? undefined : deadlineOf(state);
  const nextLook = lookOf(state);
  return {
    id: request.id,
    action: request.action,
    environment,
    ...(plan === undefined ? {} : { master: plan.master }),
    state: stateOf(state, now),
    submittedAt: iso(state.submittedAt),
    ...(ticket === undefined ? {} : { ticket }),
    ...(reading === undefined ? {} : { reading: withoutCadence(reading) }),
    ...(ignoredFields === undefined ? {} : { ignoredFields }),
    ...(nextPoll === undefined ? {} : { nextPoll: iso(nextPoll.at) }),
    ...(nextLook === undefined ? {} : { nextLook: iso(nextLook) }),
    ...(expiresAt === undefined ? {} : { expiresAt: iso(expiresAt) }),
    ...(cancellation === undefined ? {} : { cancellation: shown(cancellation) }),
    ...notesOf(state),
    continued: state.continued,
    waiting: waitingOf(state),
    blocked: blockedOf(state, now),
    attention: attentionsOf(state),
    undelivered: state.outbox.waiting.length,
    rejected: state.rejected,
    interventions: state.interventions,
    ...(outcome === undefined ? {} : { outcome }),
  };
}

function withoutCadence({ cadence, ...reading }: NonNullable<State['reading']>) {
  return reading;
}

const shown = ({ by, reason, at }: NonNullable<State['cancellation']>) => ({
  by,
  reason,
  at: iso(at),
});

/** When a look can tell what became of an attempt of unknown outcome, be that now. */
function lookOf({ plan, ticket, cancellation, outcome, attention, writes }: State) {
  const looks = cancellation !== undefined && outcome === undefined && ticket === undefined;
  const isBlocked = (looks ? attention.write : attention.note) !== undefined;
  const endedAt = looks ? (writes.create?.endedAt ?? 0) : writes.note?.endedAt;
  return plan === undefined || isBlocked || endedAt === undefined
    ? undefined
    : conclusiveLook(plan.timeouts, endedAt);
}

/** What became of decisions and changes. */
function notesOf(state: State) {
  const { notes, decided, effective } = state;
  const { written, waiting, held, givenUp } = notes;
  const until = afterCareUntil(state);
  const cares = until !== undefined && state.plan?.afterCare !== 0;
  return {
    notes: { written, waiting: waiting.length, held: held.length, givenUp },
    ...(decided === undefined
      ? {}
      : { decided: { verdict: decided.verdict, by: decided.by, at: iso(decided.at) } }),
    ...(effective === undefined ? {} : { effectiveAt: iso(effective.at) }),
    ...(cares ? { afterCareUntil: iso(until) } : {}),
  };
}

function stateOf(state: State, now: number): RequestState {
  const { outcome, cancellation, ticket, plan, notes } = state;
  if (outcome !== undefined) {
    if (!isTold(state)) return 'delivering';
    const unwritten = ticket === undefined ? 0 : notes.waiting.length + notes.held.length;
    if (unwritten > 0) return 'noting';
    return isWatching(state, now) ? 'after-care' : 'ended';
  }
  if (cancellation !== undefined) return 'cancelling';
  if (ticket === undefined) return plan === undefined ? 'planning' : 'creating';
  if (isClosing(state)) return 'closing';
  return plan?.master === 'identity-manager' ? 'waiting-for-decision' : 'waiting-for-ticket';
}

function waitingOf(state: State): Waiting[] {
  return lanes.flatMap((lane) => {
    const { trouble } = state.lanes[lane];
    if (trouble === undefined) return [];
    const { since, activity, failure } = trouble;
    return [
      { for: systemOf(lane, activity), activity: activityOf[activity], since: iso(since), failure },
    ];
  });
}

/** What an idle lane waits for: its first block that somebody or some time must end. */
function blockedOf(state: State, now: number): RequestStatus['blocked'] {
  return lanes.flatMap((lane) => {
    if (state.lanes[lane].running !== undefined) return [];
    const next = nextOf(state, lane, now);
    const [block] = next.kind === 'blocked' ? next.blocks : [];
    return block === undefined ? [] : [{ for: systemOf(lane, 'poll'), ...blockShown(block) }];
  });
}

const blockShown = (block: Block): { by: BlockedBy; until?: string } =>
  'until' in block ? { by: block.by, until: iso(block.until) } : block;
