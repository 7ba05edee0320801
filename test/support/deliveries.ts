// One progress and one outcome as they are delivered, and a secret of the webhook.
import type { RecordOutcomeInput, ReportProgressInput } from '../../contract/activities.ts';
import { sampleTicket } from './samples.ts';

/** A secret of the webhook, made from a word. */
export const secretOf = (text: string): string =>
  `whsec_${Buffer.from(text.padEnd(24, '.')).toString('base64')}`;
/** The secret that both sides know. */
export const secret = secretOf('one');

/** The request that the messages are about. */
export const key = {
  requestId: 'R-1',
  environment: 'test',
  firstRunId: 'run-1',
  action: 'grant',
  reference: { id: 'PWO-1', url: 'https://im.example/requests/PWO-1' },
} as const;

export const progressInput: ReportProgressInput = {
  ...key,
  progress: {
    kind: 'ticket-created',
    ticket: sampleTicket,
    sequence: 1,
    at: '2026-11-24T08:00:00.000Z',
  },
};

export const outcomeInput: RecordOutcomeInput = {
  ...key,
  outcome: {
    kind: 'fulfilled',
    cause: { kind: 'ticket', state: '7', result: 'fulfilled' },
    by: 'Ida Agent',
    words: 'Done 🎫 "quoted" \u2028 \n',
    at: '2026-11-24T09:00:00.000Z',
    ticket: sampleTicket,
  },
  sequence: 4,
};
