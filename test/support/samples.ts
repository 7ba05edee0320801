// Samples of the words of a request: one good request, its plan, its ticket, readings of it.
import type { AccessRequest, AccessRequestInput } from '../../contract/access-request.ts';
import type { Cadence, Evidence, JudgedBy, Ticket, Reading } from '../../contract/ticket.ts';
import type { Plan } from '../../contract/plan.ts';

export const judgedBy: JudgedBy = { release: '0.0.0', configuration: '0123456789ab' };

export const cadence: Cadence = { interval: 300_000, maximum: 14_400_000, spacing: 10_000 };

export function sampleRequest(change: Partial<AccessRequest> = {}): AccessRequest {
  return {
    id: 'R-1',
    action: 'grant',
    reference: { id: 'PWO-1', url: 'https://im.example/requests/PWO-1' },
    serviceItem: { id: 'SI-7', name: 'SAP role Z_FI_CLERK' },
    serviceCategory: 'sap-roles',
    recipient: { id: 'P-1', name: 'Ada Muster', email: 'ada.muster@corp.example' },
    requester: { id: 'P-2', name: 'Ben Beispiel' },
    reason: 'Month-end closing',
    ...change,
  };
}

export function sampleInput(change: Partial<AccessRequest> = {}): AccessRequestInput {
  return { request: sampleRequest(change), environment: 'test' };
}

export const sampleTicket: Ticket = {
  instance: 'main',
  table: 'incident',
  sysId: '0123456789abcdef0123456789abcdef',
  number: 'INC0010001',
  url: 'https://sn.example/incident.do?sys_id=0123456789abcdef0123456789abcdef',
};

export function samplePlan(change: Partial<Plan> = {}): Plan {
  return {
    master: 'servicenow',
    instance: 'main',
    taskQueue: 'access-requests.main',
    table: 'incident',
    sysId: sampleTicket.sysId,
    ordinal: 1,
    rendered: { fields: { short_description: 'x' }, note: { column: 'work_notes', text: 'y' } },
    timeouts: {
      startToClose: 100_000,
      burst: 900_000,
      retryInitial: 1_000,
      retryMaximum: 60_000,
      sendWithin: 15_000,
      quota: 60_000,
      margin: 5_000,
    },
    delivery: { startToClose: 20_000, burst: 900_000, retryInitial: 1_000, retryMaximum: 60_000 },
    cadence,
    undecided: 'approval',
    closeWhen: 'assigned',
    gapWithin: 600_000,
    afterCare: 0,
    judgedBy,
    ...change,
  };
}

export function sampleStatus(
  change: Partial<Omit<Reading, 'evidence'>> & { evidence?: Partial<Evidence> } = {},
): Reading {
  const { evidence, ...rest } = change;
  return {
    phase: 'open',
    comments: [],
    readAt: '2026-11-24T08:00:00.000Z',
    cadence,
    judgedBy,
    ...rest,
    evidence: {
      state: '1',
      approval: 'not requested',
      active: true,
      holdReason: '',
      closeCode: '',
      closeNotes: '',
      assignedTo: '',
      closedBy: '',
      closedAt: '',
      updatedBy: 'orchestrator',
      updatedOn: '2026-11-24 08:00:00',
      modCount: 0,
      ...evidence,
    },
  };
}
