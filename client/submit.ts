// Submit: one request, one id, one content; started once, however often it is submitted.
import { createHash } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { canonicalJson } from '../contract/json.ts';
import { askedFor, asText } from '../workflows/lifecycle/details.ts';
import {
  workflowIdOf,
  type AccessRequest,
  type AccessRequestInput,
  checkRequest,
} from '../contract/access-request.ts';
import { workflowType, type AccessRequestWorkflow } from '../workflows/definitions.ts';
import type { Outcome } from '../contract/outcome.ts';
import { submittedWith } from '../workflows/search-attributes.ts';
import { AccessRequestError } from './errors.ts';
import { latestRun, outcomeOf, type RequestMemo, type Run } from './run.ts';
import { call, unlessAbsent, type TemporalSession } from './temporal/calls.ts';

/**
 * What became of a submission: this call started it, it runs already, or it has ended already and nothing
 * was started. `runId` is that of the latest run: a request that waits for long goes on in new ones.
 */
export type Submission =
  | { kind: 'started' | 'running'; id: string; workflowId: string; runId: string }
  | { kind: 'ended'; id: string; workflowId: string; runId: string; outcome: Outcome };

/** Where submissions go: the environment they belong to and the queue that its workers serve. */
export interface Destination {
  environment: string;
  taskQueue: string;
}

/**
 * Starts a request unless it was started before. The first attempt refuses any earlier run; one that was
 * stopped from outside (terminated, say) is started again by a second, once its content is known to be the
 * same: its ticket exists with that content, so another content is refused even then. Both decisions are
 * Temporal's, so that submitting at once from two places starts one run.
 */
export async function submit(
  session: TemporalSession,
  destination: Destination,
  input: unknown,
): Promise<Submission> {
  const request = checked(input);
  const { environment } = destination;
  const { id } = request;
  const digest = digestOf({ request, environment });
  let stopped: Run | undefined;
  for (let attempt = 1; attempt <= 5; attempt++) {
    const runId = await start(session, destination, request, digest, stopped?.runId);
    const workflowId = workflowIdOf(id);
    if (runId !== undefined) return { kind: 'started', id, workflowId, runId };
    const run = await latestRun(session, id);
    if (run !== undefined) refuseOtherContent(id, run, digest, environment);
    if (run?.state === 'running') return { kind: 'running', id, workflowId, runId: run.runId };
    if (run?.state === 'completed') {
      const outcome = await outcomeOf(session, id, run.runId);
      return { kind: 'ended', id, workflowId, runId: run.runId, outcome };
    }
    stopped = run;
  }
  const what = `the access request ${id} is started and stopped by others all the time`;
  throw new AccessRequestError('TemporalFailed', what, { requestId: id });
}

function checked(input: unknown): AccessRequest {
  const result = checkRequest(input);
  if (result.ok) return result.request;
  const problems = result.problems.map(({ path, problem }) => `${path} ${problem}`.trim());
  const what = `the request is wrong: ${problems.join(', ')}`;
  throw new AccessRequestError('RequestInvalid', what, { problems });
}

/** The SHA-256 of what was asked for and where: equal exactly when the contents are. */
function digestOf(content: AccessRequestInput): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/** The run that was started, or undefined where Temporal has one under this id that stands in the way. */
async function start(
  session: TemporalSession,
  { environment, taskQueue }: Destination,
  request: AccessRequest,
  digest: string,
  former: string | undefined,
): Promise<string | undefined> {
  const again = former !== undefined;
  const now = new Date();
  const submittedAt = now.toISOString();
  const memo: RequestMemo = { digest, environment, submittedAt, ...(again ? { former } : {}) };
  const starting = () =>
    session.client.workflow.start<AccessRequestWorkflow>(workflowType, {
      workflowId: workflowIdOf(request.id),
      taskQueue,
      // An earlier run may have left a ticket, which a cancellation must then look for.
      args: [{ request, environment, ...(again ? { former: true } : {}) }],
      memo: { ...memo },
      workflowIdReusePolicy: again ? 'ALLOW_DUPLICATE_FAILED_ONLY' : 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      typedSearchAttributes: submittedWith(request, now),
      staticSummary: summary(request),
      staticDetails: details(request, environment),
    });
  const isThere = (error: unknown): boolean =>
    error instanceof WorkflowExecutionAlreadyStartedError;
  const handle = await call(session, () => unlessAbsent(isThere, starting));
  return handle?.firstExecutionRunId;
}

/** One line for Temporal's UI: no person, no markdown, 400 bytes at most. */
function summary({ action, serviceItem, serviceCategory }: AccessRequest): string {
  const line = `${action} of ${serviceItem.id} (${serviceCategory})`;
  return line.replaceAll(/[^\w .:()-]/g, '?').slice(0, 300);
}

/** What is asked, in Markdown: no person and no words of people. Temporal keeps 20,000 bytes, which is far off. */
const details = (request: AccessRequest, environment: string): string =>
  [
    `**${request.action} ${asText(request.id)}** (${asText(environment)})`,
    ...askedFor(request),
  ].join('\n');

function refuseOtherContent(id: string, run: Run, digest: string, environment: string): void {
  const memo = run.description.memo ?? {};
  if (memo['digest'] === digest) return;
  const other = memo['environment'];
  const why =
    typeof other === 'string' && other !== environment
      ? `the access request ${id} belongs to the environment ${other}, not to ${environment}`
      : `the access request ${id} was submitted before with another content`;
  throw new AccessRequestError('OtherContent', why, { requestId: id });
}
