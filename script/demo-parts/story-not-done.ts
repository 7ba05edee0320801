// The third story: ServiceNow is master, and the agent closes the ticket as not done, which is no denial.
import type { Narrator } from './narrator.ts';
import type { Stage } from './stage.ts';
import { agent, hasEnded, requestOf, ticketOf, told, toldOf } from './telling.ts';

const id = 'DEMO-3';

/** Plays the story; every claim in it is checked against the simulators. */
export async function playNotDone(stage: Stage, { chapter, say, claim }: Narrator): Promise<void> {
  const { servicenow, requests } = stage;
  chapter('Ben Beispiel asks for a role that is no more: here the agent decides');
  await requests.submit(
    requestOf(stage, id, { serviceItem: { id: 'SAP-Z_OLD', name: 'SAP role Z_OLD' } }),
  );
  await claim('there is a ticket', () => ticketOf(stage, id) !== undefined);
  const sysId = ticketOf(stage, id) ?? '';
  await requests.change(id, {
    ...{ id: 'comment-1', by: 'Ben Beispiel' },
    comment: 'It is for the auditors',
  });
  await claim('what he adds in the identity manager is one note on the ticket', () => {
    const notes = servicenow.journal(sysId).filter(({ text }) => text.includes('for the auditors'));
    return notes.length === 1;
  });
  servicenow.agent.take('incident', sysId, agent);
  await claim('Nina Novak took it', told(stage, id, 'in-progress, Nina Novak'));
  const notes = 'Z_OLD was removed from P01 last year';
  servicenow.agent.close('incident', sysId, agent, { done: false, notes });
  say(`She closes it as not done: "${notes}".`);
  await claim(
    'the identity manager was told: not fulfilled, by Nina Novak, in her words',
    told(stage, id, `outcome not-fulfilled by Nina Novak: ${notes}`),
  );
  await claim('it was told no other outcome: this is no denial', () => {
    const outcomes = toldOf(stage, id).filter(({ line }) => line.startsWith('outcome'));
    return new Set(outcomes.map(({ line }) => line)).size === 1;
  });
  await claim('the request has ended', hasEnded(stage, id));
}
