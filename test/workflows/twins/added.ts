// A twin of the workflow with one command added: replay must catch it.
import { sleep } from '@temporalio/workflow';
import { accessRequest as original } from '../../../workflows/access-request.ts';
import type { AccessRequestInput } from '../../../contract/access-request.ts';
import type { Outcome } from '../../../contract/outcome.ts';

/** As the original, a moment later. */
export async function accessRequest(input: AccessRequestInput): Promise<Outcome> {
  await sleep(1);
  return original(input);
}
