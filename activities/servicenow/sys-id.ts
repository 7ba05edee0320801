// The key of a ticket: derived, so that creating twice is impossible.
import { createHash } from 'node:crypto';

/**
 * The `sys_id` of the ticket of a request: 32 hex digits. A plain insert keeps a `sys_id` that the
 * client chose (ServiceNow/PySNC, `test_insert_custom_guid`), and a second one meets the primary key.
 * `ordinal` is 1; only an intervention raises it.
 */
export function ticketSysId(key: {
  environment: string;
  instance: string;
  requestId: string;
  ordinal: number;
}): string {
  const { environment, instance, requestId, ordinal } = key;
  const named = JSON.stringify([environment, instance, requestId, ordinal]);
  return createHash('sha256').update(named).digest('hex').slice(0, 32);
}
