// One line for each timer and activity in Temporal's UI: what it is for and what was known then, without a payload opened.
import type { BlockedBy } from '../../contract/status.ts';
import { iso } from '../../contract/dates.ts';
import { nameOf } from './note-queue.ts';
import type { Progress } from '../../contract/progress.ts';
import { systemOf } from './jobs.ts';
import { lanes, type Job, type State, type WakeReason } from './state.ts';

/** Temporal keeps 400 bytes. */
const longest = 300;

/** What an activity is to do. Names of people and words that they wrote are left out. */
export const activitySummary = (state: State, job: Job): string => line(doing(state, job));

function doing({ input, plan, ticket }: State, job: Job): string {
  const number = ticket?.number ?? 'the ticket';
  const at = `at ${plan?.instance ?? '?'}`;
  switch (job.kind) {
    case 'plan':
      return `Plan the ticket: ${input.request.serviceCategory}`;
    case 'create':
      return `Create the ticket: ${plan?.table ?? '?'} ${at}`;
    case 'look':
      return `Look for the ticket ${at}`;
    case 'poll':
      return `Read ${number}${job.fresh ? ', as it is now' : ''}`;
    case 'cancel':
      return `Cancel ${number}: ${job.cancellation.outcome}`;
    case 'close':
      return `Close ${number} as done`;
    case 'note':
      return `Note ${nameOf(job.note.message)} on ${number}${job.attemptedBefore ? ', unless it is there' : ''}`;
    case 'report':
      return `Tell the identity manager: ${told(job.progress)}`;
    case 'record':
      return `Tell the identity manager the outcome: ${job.outcome.kind}`;
  }
}

function told(progress: Progress): string {
  switch (progress.kind) {
    case 'ticket-created':
      return `ticket ${progress.ticket.number}`;
    case 'phase':
      return `the ticket is ${progress.phase}`;
    case 'comment':
      return 'a comment';
  }
}

/** What is waited for, in words that follow "waits". */
export const waitWords = {
  'identity-manager-again': 'until the identity manager is tried again',
  'servicenow-again': 'until ServiceNow is tried again',
  note: 'until a look can tell whether the note is there',
  gap: 'until the missing message is waited for no longer',
  poll: 'until the next poll',
  look: 'until a look can tell whether there is a ticket',
  deadline: 'until the request expires',
  'after-care': 'until after-care ends',
  person: 'for a person',
  deliveries: 'for the identity manager to take what is to be told',
  reading: 'for a reading that says that the ticket can be ended',
  'next-run': 'for the next run',
} as const satisfies Record<BlockedBy, string>;

/** What a timer waits for, after what the last reading said and what stands in the way. */
export function timerSummary(state: State, why: WakeReason): string {
  const { ticket, reading, outcome } = state;
  const codes = Object.values(state.attention).flatMap((one) =>
    one === undefined ? [] : [one.code],
  );
  const known = [
    ...(ticket === undefined || reading === undefined
      ? []
      : [`${ticket.number} is ${reading.phase} (state ${reading.evidence.state})`]),
    ...(outcome === undefined ? [] : [`outcome ${outcome.kind}`]),
    ...lanes.flatMap((lane) => {
      const { trouble } = state.lanes[lane];
      if (trouble === undefined) return [];
      const { activity, failure, since } = trouble;
      return [`${systemOf(lane, activity)} does not answer since ${iso(since)} (${failure.type})`];
    }),
    ...(codes.length === 0 ? [] : [`needs a person (${[...new Set(codes)].join(' ')})`]),
  ];
  return line([...known, waitWords[why]].join('; '));
}

/** Markdown and markup are rendered there; what comes from elsewhere is neither. */
const line = (words: string): string => words.replaceAll(/[^\w .,;:()-]/g, '?').slice(0, longest);
