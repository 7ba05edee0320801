// What the orchestrator asks of an identity manager, whichever it is: take a message about a request.
import type { Attempt } from '../attempt.ts';
import type {
  DeliveryInput,
  RecordOutcomeInput,
  ReportProgressInput,
} from '../../contract/activities.ts';

/** One message. `sequence` orders the messages of one chain of runs; each is delivered until it is taken. */
export type IdentityManagerMessage = DeliveryInput &
  (
    | ({ kind: 'progress' } & Pick<ReportProgressInput, 'progress'>)
    | ({ kind: 'outcome' } & Pick<RecordOutcomeInput, 'outcome' | 'sequence'>)
  );

/** An adapter. */
export interface IdentityManager {
  /**
   * Resolves when the message was taken, be it for the second time: a repeat is the same message again.
   * Rejects with a failure of the table; with the reason of the attempt's signal when that aborts.
   */
  deliver(message: IdentityManagerMessage, attempt: Attempt): Promise<void>;
}
