// The use cases of the client: submit, decide, change, cancel, ... No transport: the CLI and the API share them.
import { idPattern, type RetryMessage, type Change } from '../contract/messages.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { Trail } from './audit/schema.ts';
import { auditTrail } from './audit/trail.ts';
import { AccessRequestError } from './errors.ts';
import { histories, type RequestHistories } from './histories.ts';
import { list, type ListOptions, type RequestList } from './list.ts';
import {
  cancel,
  change,
  decide,
  retry,
  type Cancellation,
  type DecisionMessage,
  type MessageSent,
  type RetryAccepted,
} from './send-messages.ts';
import { waitForOutcome, type OutcomeOptions } from './wait-for-outcome.ts';
import { status, type RequestReport } from './status.ts';
import { submit, type Destination, type Submission } from './submit.ts';
import { openTemporal, temporalSettings, type TemporalConfig } from './temporal/calls.ts';

/**
 * Everything that can be done with access requests. Every method throws AccessRequestError and nothing else; only an
 * `outcome` that is waited for no more throws the reason of its signal.
 */
export interface AccessRequests {
  /**
   * Starts a request, once: the same id and content again says where it stands and starts nothing.
   * A request that was terminated, or failed, is started again by the same content; with another content it
   * is refused like any other, since its ticket exists with the first. Temporal's retention bounds this
   * memory: what it has deleted is unknown.
   */
  submit(request: unknown): Promise<Submission>;
  /**
   * Hands over one decision or change, by an id of its own that counts once. Each becomes one note on the ticket, in
   * order. Needs no worker at that moment; what the workflow then finds wrong with it stands in the status.
   */
  decide(id: string, decision: DecisionMessage): Promise<MessageSent>;
  change(id: string, change: Change): Promise<MessageSent>;
  /** Asks for the end of a request; its ticket is cancelled. Needs no worker at that moment. */
  cancel(id: string, cancellation: Cancellation): Promise<MessageSent>;
  status(id: string): Promise<RequestReport>;
  /**
   * Waits until a request has ended, for as long as it takes, and gives its outcome; needs no worker itself. A request that
   * goes on in a new run, or that an operator resets, is waited for in that one. Where its category has `afterCare`, it
   * ends that much later than it has its outcome, which `status` tells in between.
   * @throws AccessRequestError, beside others `Stopped` where it ended and not by our code: terminated or failed, which decides nothing
   */
  outcome(id: string, options?: OutcomeOptions): Promise<Outcome>;
  list(options?: ListOptions): Promise<RequestList>;
  /** All runs of a request, each with its event history: what a replay and an audit read. */
  histories(id: string): Promise<RequestHistories>;
  /** Has a request try at once what waits or was refused. */
  retry(id: string, intervention: RetryMessage): Promise<RetryAccepted>;
  /**
   * Everything that happened to a request, from the histories of all its runs: who asked, decided and did what, when, with
   * the evidence, and what of it is not there any more. Needs no worker.
   */
  audit(id: string): Promise<Trail>;
  /** Closes the connection to Temporal. An `outcome` that is waited for ends with the error `Closed`. */
  close(): Promise<void>;
}

/** Where to connect to. `temporal` replaces Temporal's own variables and profiles. */
export interface ConnectOptions extends Destination {
  temporal?: TemporalConfig;
  /** How long a worker may take to answer, in milliseconds; 5 s for a status, 10 s for a retry where unset. */
  answerWithin?: number;
}

/** Connects to Temporal. @throws AccessRequestError `TemporalUnreachable`, `TemporalRefused`, `TemporalSettingsInvalid` */
export async function connect(options: ConnectOptions): Promise<AccessRequests> {
  const { temporal, answerWithin, ...destination } = options;
  const session = await openTemporal(temporal ?? temporalSettings());
  const closing = new AbortController();
  return {
    submit: (request) => submit(session, destination, request),
    decide: async (id, decision) => decide(session, checkedId(id), decision),
    change: async (id, changed) => change(session, checkedId(id), changed),
    cancel: async (id, cancellation) => cancel(session, checkedId(id), cancellation),
    status: async (id) => status(session, checkedId(id), answerWithin ?? 5_000),
    outcome: async (id, waiting) =>
      waitForOutcome(session, checkedId(id), { ...waiting, closing: closing.signal }),
    list: (listOptions = {}) => list(session, destination.taskQueue, listOptions),
    histories: async (id) => histories(session, checkedId(id)),
    audit: async (id) => auditTrail(await histories(session, checkedId(id))),
    retry: async (id, intervention) =>
      retry(session, checkedId(id), intervention, answerWithin ?? 10_000),
    close: async () => {
      // First what waits: the SDK would go on with it on a connection that is none.
      closing.abort(new AccessRequestError('Closed', 'the client was closed while it waited'));
      await session.connection.close();
    },
  };
}

function checkedId(id: string): string {
  if (idPattern.test(id)) return id;
  const what = 'the id is no id of an access request: it must match [A-Za-z0-9._:-]{1,100}';
  throw new AccessRequestError('MessageInvalid', what);
}
