// What the stories share: the request that is asked for, and what the identity manager was told of it.
import type { AccessRequest } from '../../contract/access-request.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Progress } from '../../contract/progress.ts';
import type { Stage } from './stage.ts';

/** The agent of all stories. */
export const agent = 'nina.novak';

/** A SAP role for one person; `change` is what one story has otherwise. */
export function requestOf(
  { identityManager }: Stage,
  id: string,
  change: Partial<AccessRequest> = {},
): AccessRequest {
  return {
    id,
    action: 'grant',
    reference: { id: `PWO-${id}`, url: `${identityManager.url}/` },
    serviceItem: { id: 'SAP-Z_FI_CLERK', name: 'SAP role Z_FI_CLERK' },
    serviceCategory: 'sap-roles',
    recipient: { id: 'P-1001', name: 'Ada Muster' },
    requester: { id: 'P-1002', name: 'Ben Beispiel' },
    reason: 'Month-end closing: posts invoices of company code 1000',
    ...change,
  };
}

/** One message that the identity manager received, in one line. */
export interface Told {
  sequence: number;
  line: string;
}

/** What the identity manager was told of a request, one line for each message. */
export function toldOf({ identityManager }: Stage, id: string): Told[] {
  return identityManager.deliveriesOf(id).map(({ raw }) => {
    const { data } = JSON.parse(raw) as {
      data: { sequence: number; progress?: Progress; outcome?: Outcome };
    };
    return { sequence: data.sequence, line: lineOf(data) };
  });
}

function lineOf({ progress, outcome }: { progress?: Progress; outcome?: Outcome }): string {
  if (outcome !== undefined) return `outcome ${outcome.kind} by ${outcome.by}: ${outcome.words}`;
  switch (progress?.kind) {
    case 'ticket-created':
      return `ticket ${progress.ticket.number}`;
    case 'phase':
      return [progress.phase, progress.holdReason, progress.assignedTo]
        .filter((part) => part !== undefined)
        .join(', ');
    case 'comment':
      return `comment of ${progress.comment.by}: ${progress.comment.text}`;
    case undefined:
      return 'nothing known';
  }
}

/** Whether the identity manager was told something of a request, as a check of a claim. */
export const told = (stage: Stage, id: string, line: string) => (): boolean =>
  toldOf(stage, id).some((message) => message.line === line);

/** Whether a request has ended, as a check of a claim. */
export const hasEnded =
  ({ requests }: Stage, id: string) =>
  async (): Promise<boolean> =>
    (await requests.status(id)).kind === 'ended';

/** The `sys_id` of the one ticket that was created for a request: its rows name the request. */
export function ticketOf({ servicenow }: Stage, id: string): string | undefined {
  const [ticket, ...more] = servicenow
    .table('incident')
    .filter((row) => row['correlation_id'] === id);
  return more.length === 0 ? ticket?.['sys_id'] : undefined;
}
