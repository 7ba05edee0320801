// The public contract of the workflow: its names, signals, update and query.
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { AccessRequestInput } from '../contract/access-request.ts';
import type { CancelMessage, Change, Decision, RetryMessage } from '../contract/messages.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { RequestStatus } from '../contract/status.ts';

/** The workflow type, as operators see it. */
export const workflowType = 'accessRequest';

/** The workflow by its type alone: clients start and read it, and never load its code. */
export type AccessRequestWorkflow = (input: AccessRequestInput) => Promise<Outcome>;

/** The memo that is true while so many decisions and changes wait that no more should be sent. */
export const fullMemo = 'full';

export const hintSignal = defineSignal<[unknown?]>('hint');

export const cancelSignal = defineSignal<[CancelMessage]>('cancel');

export const decisionSignal = defineSignal<[Decision]>('decision');

export const changeSignal = defineSignal<[Change]>('change');

export const statusQuery = defineQuery<RequestStatus>('status');

export const retryUpdate = defineUpdate<'accepted', [RetryMessage]>('retry');

/** How a query fails that came with events of which the workflow task has not begun: see whole-tasks.ts. */
export const taskNotBegun = 'The request has news that it has not taken in yet: ask again.';
