// The jobs of a request by their activities: which activity does a job, and whose answer it waits for.
import type { TicketWrite } from '../../contract/activities.ts';
import type { Waiting } from '../../contract/status.ts';
import type { Job, Lane } from './state.ts';

/** The activity type that does a job. */
export const activityOf = {
  plan: 'PlanTicket',
  create: 'CreateTicket',
  look: 'GetTicketStatus',
  poll: 'GetTicketStatus',
  cancel: 'UpdateServiceNowStatus',
  close: 'UpdateServiceNowStatus',
  note: 'UpdateServiceNowStatus',
  report: 'ReportProgress',
  record: 'RecordOutcome',
} as const satisfies Record<Job['kind'], string>;

const systems = {
  servicenow: 'ServiceNow',
  'identity-manager': 'identity manager',
} as const satisfies Record<Lane, Waiting['for']>;

/** Which system a job of a lane waits for. A plan asks none but our own worker. */
export const systemOf = (lane: Lane, activity: Job['kind']): Waiting['for'] =>
  activity === 'plan' ? 'worker' : systems[lane];

/** What a job writes to the ticket. */
export function writeOf(job: Extract<Job, { kind: 'cancel' | 'close' | 'note' }>): TicketWrite {
  switch (job.kind) {
    case 'cancel': {
      const { id, by, reason, outcome } = job.cancellation;
      return { kind: 'cancel', denied: outcome === 'denied', id, by, reason };
    }
    case 'close':
      return { kind: 'close', ...job.ending };
    case 'note': {
      const { note, attemptedBefore, looksOnly, releases } = job;
      return { kind: 'note', note, attemptedBefore, looksOnly, releases };
    }
  }
}
