// A twin of the workflow that does nothing but go on in a new run at each hint, and end when it is cancelled.
import { condition, continueAsNew, setHandler } from '@temporalio/workflow';
import { cancelSignal, hintSignal } from '../../../workflows/definitions.ts';
import type { AccessRequestInput } from '../../../contract/access-request.ts';
import type { Outcome } from '../../../contract/outcome.ts';

/** Under the workflow type of the original. */
export async function accessRequest(input: AccessRequestInput): Promise<Outcome> {
  let hinted = false;
  let outcome: Outcome | undefined;
  setHandler(hintSignal, () => {
    hinted = true;
  });
  setHandler(cancelSignal, ({ id, by, reason: words }) => {
    const at = new Date().toISOString();
    outcome = {
      kind: 'cancelled',
      cause: { kind: 'cancellation', id, source: 'message' },
      by,
      words,
      at,
    };
  });
  await condition(() => hinted || outcome !== undefined);
  return outcome ?? continueAsNew<typeof accessRequest>(input);
}
