// The first story of the demo: one SAP role for one person, and what goes wrong on the way.
import type { Narrator } from './narrator.ts';
import type { Stage } from './stage.ts';
import { agent, hasEnded, requestOf, told, toldOf } from './telling.ts';

const id = 'DEMO-1';

/** Plays the whole story; every claim in it is checked against the simulators. */
export async function playFaults(stage: Stage, narrator: Narrator): Promise<void> {
  const sysId = await submission(stage, narrator);
  await work(stage, narrator, sysId);
  await killedWorker(stage, narrator, sysId);
  await outage(stage, narrator, sysId);
  await closing(stage, narrator, sysId);
}

async function submission(stage: Stage, { chapter, say, claim }: Narrator): Promise<string> {
  const { servicenow, requests } = stage;
  chapter('Ben Beispiel asks for the SAP role Z_FI_CLERK for Ada Muster');
  servicenow.faults.add({ kind: 'lose-reply', count: 1, on: { operation: 'create' } });
  await requests.submit(requestOf(stage, id));
  say(`The identity manager submitted ${id}. No machine can grant this role: it needs an agent.`);
  await claim('ServiceNow committed the incident, and the reply was lost on the way', () =>
    servicenow.audit().some(({ fault, committed }) => fault === 'lose-reply' && committed),
  );
  await claim('the identity manager was told number and link all the same', () =>
    toldOf(stage, id).some(({ line }) => line.startsWith('ticket INC')),
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
    told(stage, id, 'in-progress, Nina Novak'),
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
    told(stage, id, 'on-hold, Awaiting Caller, Nina Novak'),
  );
  await claim('and her question', () =>
    toldOf(stage, id).some(({ line }) => line.endsWith(': Which company code is it for?')),
  );
}

async function outage(
  stage: Stage,
  { chapter, say, claim }: Narrator,
  sysId: string,
): Promise<void> {
  const { servicenow } = stage;
  chapter('ServiceNow answers 503 to everything');
  const before = toldOf(stage, id).length;
  const fault = servicenow.faults.add({ kind: 'unavailable' });
  servicenow.agent.work('incident', sysId, agent);
  const met = () => servicenow.faults.counts().byId[fault] ?? 0;
  await claim('three calls were refused', () => met() >= 3);
  await claim('nothing was denied, nothing was decided', () => {
    const messages = toldOf(stage, id);
    return messages.length === before && !messages.some(({ line }) => line.startsWith('outcome'));
  });
  servicenow.faults.clear(fault);
  say(`ServiceNow is back after ${met()} refused calls.`);
  await claim('the identity manager was told: in progress again', () => {
    const lines = toldOf(stage, id).map(({ line }) => line);
    return lines.filter((line) => line === 'in-progress, Nina Novak').length === 2;
  });
}

async function closing(stage: Stage, { chapter, claim }: Narrator, sysId: string): Promise<void> {
  const { servicenow, identityManager } = stage;
  chapter('She assigns the role and closes the ticket');
  const notes = 'Role assigned in P01, company code 1000';
  servicenow.agent.close('incident', sysId, agent, { done: true, notes });
  await claim(
    'the identity manager was told: fulfilled, by Nina Novak, in her words',
    told(stage, id, `outcome fulfilled by Nina Novak: ${notes}`),
  );
  await claim('the request has ended', hasEnded(stage, id));
  const creations = servicenow.audit().filter(({ operation }) => operation === 'create');
  await claim(
    'one ticket was created, once',
    () =>
      servicenow.table('incident').length === 1 &&
      creations.filter(({ committed }) => committed).length === 1,
  );
  await claim('every message arrived in order, and a repeat was the same message', () => {
    const sequences = toldOf(stage, id).map(({ sequence }) => sequence);
    const inOrder = sequences.every((sequence, index) => sequence === index + 1);
    return inOrder && !identityManager.received().some(({ repeatDiffers }) => repeatDiffers);
  });
}
