// The story of the demo: one SAP role for one person, and what goes wrong on the way.
import type { Outcome, Progress } from '../../workflows/model.ts';
import type { Narrator } from './narrator.ts';
import type { Stage } from './stage.ts';

const agent = 'nina.novak';
const id = 'DEMO-1';

/** The request of the story; another one like it can be submitted by hand afterwards. */
export function requestOf(requestId: string, referenceUrl: string) {
  return {
    id: requestId,
    action: 'grant',
    reference: { id: `PWO-${requestId}`, url: referenceUrl },
    serviceItem: { id: 'SAP-Z_FI_CLERK', name: 'SAP role Z_FI_CLERK' },
    serviceCategory: 'sap-roles',
    recipient: { id: 'P-1001', name: 'Ada Muster' },
    requester: { id: 'P-1002', name: 'Ben Beispiel' },
    reason: 'Month-end closing: posts invoices of company code 1000',
  };
}

/** What the identity manager was told, in one line for each message. */
function toldOf({ identityManager }: Stage): { sequence: number; line: string; raw: string }[] {
  return identityManager.deliveriesOf(id).map(({ raw }) => {
    const { data } = JSON.parse(raw) as {
      data: { sequence: number; progress?: Progress; outcome?: Outcome };
    };
    return { sequence: data.sequence, line: lineOf(data), raw };
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

/** Plays the whole story; every claim in it is checked against the simulators. */
export async function play(stage: Stage, narrator: Narrator): Promise<void> {
  const sysId = await submission(stage, narrator);
  await work(stage, narrator, sysId);
  await killedWorker(stage, narrator, sysId);
  await outage(stage, narrator, sysId);
  await closing(stage, narrator, sysId);
}

const told = (stage: Stage, line: string) => () =>
  toldOf(stage).some((message) => message.line === line);

async function submission(stage: Stage, { chapter, say, claim }: Narrator): Promise<string> {
  const { servicenow, requests, identityManager } = stage;
  chapter('Ben Beispiel asks for the SAP role Z_FI_CLERK for Ada Muster');
  servicenow.faults.add({ kind: 'lose-reply', count: 1, on: { operation: 'create' } });
  await requests.submit(requestOf(id, `${identityManager.url}/`));
  say(`The identity manager submitted ${id}. No machine can grant this role: it needs an agent.`);
  await claim('ServiceNow committed the incident, and the reply was lost on the way', () =>
    servicenow.audit().some(({ fault, committed }) => fault === 'lose-reply' && committed),
  );
  await claim('the identity manager was told number and link all the same', () =>
    toldOf(stage).some(({ line }) => line.startsWith('ticket INC')),
  );
  await claim('there is one ticket', () => servicenow.table('incident').length === 1);
  const [ticket] = servicenow.table('incident');
  say(`${ticket?.['number'] ?? ''}: ${ticket?.['short_description'] ?? ''}`);
  return ticket?.['sys_id'] ?? '';
}

async function work(stage: Stage, { chapter, claim }: Narrator, sysId: string): Promise<void> {
  chapter('Nina Novak of the service desk takes the ticket');
  stage.servicenow.agent.take('incident', sysId, agent);
  await claim(
    'the identity manager was told: in progress, by Nina Novak',
    told(stage, 'in-progress, Nina Novak'),
  );
}

async function killedWorker(
  stage: Stage,
  { chapter, say, claim }: Narrator,
  sysId: string,
): Promise<void> {
  const { events, servicenow } = stage;
  chapter('The worker is killed while she waits for an answer');
  const pid = events.flatMap((event) => (event.event === 'ready' ? [event.workerPid] : []))[0];
  if (pid === undefined) throw new Error('dev named no worker');
  process.kill(pid, 'SIGKILL');
  await claim(`worker ${pid} died by SIGKILL`, () =>
    events.some((event) => event.event === 'worker-died' && event.how === 'SIGKILL'),
  );
  servicenow.agent.hold('incident', sysId, agent, 'Awaiting Caller');
  servicenow.agent.note('incident', sysId, agent, 'Which company code is it for?', 'comments');
  say('Nobody was there when she put it on hold and asked: "Which company code is it for?"');
  await claim('dev started another worker', () =>
    events.some((event) => event.event === 'worker-started'),
  );
  await claim(
    'the identity manager was told: on hold, awaiting caller',
    told(stage, 'on-hold, Awaiting Caller, Nina Novak'),
  );
  await claim('and her question', () =>
    toldOf(stage).some(({ line }) => line.endsWith(': Which company code is it for?')),
  );
}

async function outage(
  stage: Stage,
  { chapter, say, claim }: Narrator,
  sysId: string,
): Promise<void> {
  const { servicenow } = stage;
  chapter('ServiceNow answers 503 to everything');
  const before = toldOf(stage).length;
  const fault = servicenow.faults.add({ kind: 'unavailable' });
  servicenow.agent.work('incident', sysId, agent);
  const met = () => servicenow.faults.counts().byId[fault] ?? 0;
  await claim('three calls were refused', () => met() >= 3);
  await claim('nothing was denied, nothing was decided', () => {
    const messages = toldOf(stage);
    return messages.length === before && !messages.some(({ line }) => line.startsWith('outcome'));
  });
  servicenow.faults.clear(fault);
  say(`ServiceNow is back after ${met()} refused calls.`);
  await claim('the identity manager was told: in progress again', () => {
    const lines = toldOf(stage).map(({ line }) => line);
    return lines.filter((line) => line === 'in-progress, Nina Novak').length === 2;
  });
}

async function closing(stage: Stage, { chapter, claim }: Narrator, sysId: string): Promise<void> {
  const { servicenow, requests, identityManager } = stage;
  chapter('She assigns the role and closes the ticket');
  const notes = 'Role assigned in P01, company code 1000';
  servicenow.agent.close('incident', sysId, agent, { done: true, notes });
  await claim(
    'the identity manager was told: fulfilled, by Nina Novak, in her words',
    told(stage, `outcome fulfilled by Nina Novak: ${notes}`),
  );
  await claim('the request has ended', async () => (await requests.status(id)).kind === 'ended');
  const creations = servicenow.audit().filter(({ operation }) => operation === 'create');
  await claim(
    'one ticket was created, once',
    () =>
      servicenow.table('incident').length === 1 &&
      creations.filter(({ committed }) => committed).length === 1,
  );
  await claim('every message arrived in order, and a repeat was the same message', () => {
    const sequences = toldOf(stage).map(({ sequence }) => sequence);
    const inOrder = sequences.every((sequence, index) => sequence === index + 1);
    return inOrder && !identityManager.received().some(({ repeatDiffers }) => repeatDiffers);
  });
}
