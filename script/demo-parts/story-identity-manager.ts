// The second story: the identity manager is master, the ticket a mirror of its approvals, closed by the last of them.
import type { DecisionMessage } from '../../client/send-messages.ts';
import type { Narrator } from './narrator.ts';
import type { Stage } from './stage.ts';
import { hasEnded, requestOf, ticketOf, toldOf } from './telling.ts';

const id = 'DEMO-2';

const manager: DecisionMessage = {
  ...{ id: 'step-1', step: 'Manager' },
  approver: 'Mona Muster',
  verdict: 'approved',
};
const owner: DecisionMessage = {
  ...{ id: 'step-2', step: 'Data owner' },
  approver: 'Dana Daten',
  verdict: 'approved',
};
const security: DecisionMessage = {
  ...{ id: 'step-3', step: 'IT security' },
  approver: 'Sven Sicher',
  verdict: 'approved',
  reason: 'Only until the end of the quarter',
  final: true,
};

/** Plays the story; every claim in it is checked against the simulators. */
export async function playIdentityManager(stage: Stage, narrator: Narrator): Promise<void> {
  const sysId = await submission(stage, narrator);
  await approvals(stage, narrator, sysId);
  await finalGrant(stage, narrator, sysId);
  await assigned(stage, narrator, sysId);
}

async function submission(stage: Stage, { chapter, say, claim }: Narrator): Promise<string> {
  const { servicenow, requests } = stage;
  chapter('Ben Beispiel asks for an administrator account: here the identity manager decides');
  await requests.submit(
    requestOf(stage, id, {
      serviceItem: { id: 'ADM-P01', name: 'Administrator account in P01' },
      serviceCategory: 'admin-accounts',
    }),
  );
  await claim('there is a ticket', () => ticketOf(stage, id) !== undefined);
  const sysId = ticketOf(stage, id) ?? '';
  const row = servicenow.record('incident', sysId);
  say(`${row?.['number'] ?? ''}: ${row?.['short_description'] ?? ''}`);
  await claim('nobody is to work on it yet: its approval is requested', () => {
    const ticket = servicenow.record('incident', sysId);
    return ticket?.['approval'] === 'requested' && ticket['state'] === '1';
  });
  return sysId;
}

/** The entries that the orchestrator wrote into the journal after the creation note, oldest first. */
const notesOf = ({ servicenow }: Stage, sysId: string): string[] =>
  servicenow
    .journal(sysId)
    .filter(({ by }) => by === 'orchestrator')
    .slice(1)
    .map(({ text }) => text);

/** Whether the notes are as many as the names, and each names its one, in this order. */
const noted =
  (stage: Stage, sysId: string, ...names: string[]) =>
  (): boolean => {
    const notes = notesOf(stage, sysId);
    return notes.length === names.length && names.every((name, at) => notes[at]?.includes(name));
  };

async function approvals(
  stage: Stage,
  { chapter, say, claim }: Narrator,
  sysId: string,
): Promise<void> {
  const { servicenow, requests } = stage;
  chapter('A manager and the data owner approve; one reply of ServiceNow is lost');
  servicenow.faults.add({ kind: 'lose-reply', count: 1, on: { operation: 'update' } });
  await requests.decide(id, manager);
  await requests.decide(id, owner);
  await requests.decide(id, manager);
  say('The identity manager was not sure about the first one either, and sent it twice.');
  await claim('ServiceNow committed a note, and the reply was lost on the way', () =>
    servicenow.audit().some(({ operation, fault, committed }) => {
      return operation === 'update' && fault === 'lose-reply' && committed;
    }),
  );
  await claim(
    'each approval is one note on the ticket, in order',
    noted(stage, sysId, manager.approver, owner.approver),
  );
  await claim('the ticket waits: its approval is requested still', () => {
    return servicenow.record('incident', sysId)?.['approval'] === 'requested';
  });
}

async function finalGrant(
  stage: Stage,
  { chapter, say, claim }: Narrator,
  sysId: string,
): Promise<void> {
  const { servicenow, requests } = stage;
  chapter('IT security grants it, as the last one');
  await requests.decide(id, security);
  await claim(
    'the grant is the third note',
    noted(stage, sysId, manager.approver, owner.approver, security.approver),
  );
  await claim('and the ticket shows it: its approval is given', () => {
    return servicenow.record('incident', sysId)?.['approval'] === 'approved';
  });
  say('The ticket is closed once the identity manager says that the account is there.');
  await claim('so far nothing has ended', () => {
    const open = servicenow.record('incident', sysId)?.['active'] === 'true';
    return open && !toldOf(stage, id).some(({ line }) => line.startsWith('outcome'));
  });
}

async function assigned(stage: Stage, { chapter, claim }: Narrator, sysId: string): Promise<void> {
  const { servicenow, requests } = stage;
  chapter('The identity manager has provisioned the account');
  await requests.change(id, { id: 'assigned-1', status: 'assigned' });
  await claim(
    'that is the fourth note, and there is no fifth',
    noted(stage, sysId, manager.approver, owner.approver, security.approver, 'assigned'),
  );
  await claim('the orchestrator closed the ticket as done', () => {
    const ticket = servicenow.record('incident', sysId);
    return (
      ticket?.['active'] === 'false' &&
      ticket['close_code'] === 'Solution provided' &&
      ticket['sys_updated_by'] === 'orchestrator'
    );
  });
  await claim(`the identity manager was told: fulfilled, by ${security.approver}`, () =>
    toldOf(stage, id).some(({ line }) =>
      line.startsWith(`outcome fulfilled by ${security.approver}`),
    ),
  );
  await claim('the request has ended', hasEnded(stage, id));
}
