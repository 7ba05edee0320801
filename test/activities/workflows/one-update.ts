// A workflow of one activity, UpdateServiceNowStatus, with the retries that tests need.
import { proxyActivities } from '@temporalio/workflow';
import type {
  Activities,
  UpdateServiceNowStatusInput,
  UpdateServiceNowStatusResult,
} from '../../../contract/activities.ts';

const { UpdateServiceNowStatus } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', maximumInterval: '1s' },
});

/** The result of the activity. */
export function oneUpdate(
  input: UpdateServiceNowStatusInput,
): Promise<UpdateServiceNowStatusResult> {
  return UpdateServiceNowStatus(input);
}
