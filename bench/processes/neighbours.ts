// Both simulators in one process. Tells their addresses: ServiceNow, the identity manager, its webhook.
import { startIdentityManager } from '../../simulators/identity-manager/identity-manager-simulator.ts';
import { startServiceNow } from '../../simulators/servicenow/servicenow-simulator.ts';
import { attend } from './attend.ts';

const [, , secret = ''] = process.argv;
const servicenow = await startServiceNow();
const identityManager = await startIdentityManager({ secrets: [secret] });
attend([servicenow.url, identityManager.url, identityManager.webhook], async () => {
  await Promise.all([servicenow.close(), identityManager.close()]);
});
