// What the package offers as `access-request-orchestrator/workflows`: the words of a request and the messages to it, for
// those who signal with a Temporal client of their own. Nothing here needs the sandbox.
export {
  cancelSignal,
  changeSignal,
  decisionSignal,
  hintSignal,
  retryUpdate,
  statusQuery,
  workflowType,
  type AccessRequestWorkflow,
} from './definitions.ts';
export { workflowIdOf } from '../contract/access-request.ts';
export { idPattern, type CancelMessage, type RetryMessage } from '../contract/messages.ts';
export { type RequestState, type RequestStatus, type Waiting } from '../contract/status.ts';
export type { AccessRequest, Action, Master, Person } from '../contract/access-request.ts';
export type { Attention } from '../contract/attention.ts';
export type { Change, Decision } from '../contract/messages.ts';
export type { Evidence, JudgedBy, Phase, Result, Ticket, Reading } from '../contract/ticket.ts';
export type { Failure } from '../contract/failures.ts';
export type { Outcome, OutcomeCause, OutcomeKind } from '../contract/outcome.ts';
