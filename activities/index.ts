// The door to the activities: how the worker makes them, and the types that workflows know them by.
import type { Activities } from '../contract/activities.ts';
import { createCreateTicket } from './create-ticket.ts';
import { createRecordOutcome, createReportProgress } from './deliver.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createGetTicketStatus } from './get-ticket-status.ts';
import { createPlanTicket } from './plan-ticket.ts';
import { createServiceNow } from './servicenow/client.ts';
import { createUpdateServiceNowStatus } from './update-servicenow-status.ts';

/** All activities of one worker; those of ServiceNow share one client for each instance. */
export function createActivities(deps: ActivityDependencies): Activities {
  const servicenow = createServiceNow(deps);
  return {
    PlanTicket: createPlanTicket(deps),
    CreateTicket: createCreateTicket(servicenow),
    GetTicketStatus: createGetTicketStatus(servicenow),
    UpdateServiceNowStatus: createUpdateServiceNowStatus(servicenow),
    ReportProgress: createReportProgress(deps),
    RecordOutcome: createRecordOutcome(deps),
  };
}
