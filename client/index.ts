// What the package offers as `access-request-orchestrator/client`: all that a program needs, and nothing else.
export { connect, type AccessRequests, type ConnectOptions } from './access-requests.ts';
export {
  AccessRequestError,
  type AccessRequestErrorDetails,
  type AccessRequestErrorKind,
} from './errors.ts';
export type { Trail, TrailEntry } from './audit/schema.ts';
export type { History, MissingRun, RequestHistories, RunHistory } from './histories.ts';
export type { ListedRequest, ListOptions, RequestList } from './list.ts';
export type { Cancellation, DecisionMessage, MessageSent, RetryAccepted } from './send-messages.ts';
export type { OutcomeOptions } from './wait-for-outcome.ts';
export type { RunState, StoppedHow } from './run.ts';
export type { PendingActivity, RequestReport } from './status.ts';
export type { Submission } from './submit.ts';
export type { TemporalConfig } from './temporal/calls.ts';
export type * from '../workflows/public.ts';
