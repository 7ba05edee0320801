// What was asked of a request and said to it, in words: the submission, the plan, messages, interventions.
import type { Change, Decision } from '../../contract/messages.ts';
import { clock, detail, judge, only, words, type Of, type WordsBy } from './words.ts';

/** The words of what people and the identity manager want of a request. */
export const askedWords = {
  submitted: ({ request, environment, again, identity }) => {
    const { action, serviceItem, serviceCategory, recipient, reference, data = {} } = request;
    const { validFrom, validUntil, reason } = request;
    return words(
      `asks for ${action} of ${serviceItem.name} for ${recipient.name}`,
      [
        `request: ${request.id}, environment ${environment}`,
        `service item: ${serviceItem.id}, category ${serviceCategory}`,
        `recipient: ${recipient.name} (${recipient.id})`,
        `requester: ${request.requester.name} (${request.requester.id})`,
        `reference: ${reference.id}, ${reference.url}`,
      ],
      detail('reason', reason),
      detail('valid from', validFrom),
      detail('valid until', validUntil),
      Object.entries(data).map(([key, value]) => `${key}: ${value}`),
      only(again, 'submitted again: a run before it was stopped from outside'),
      client({ identity }),
    );
  },
  planned: ({ serviceCategory, master, instance, table, ...plan }) => {
    const { sysId, judgedBy, expireAfter, afterCare } = plan;
    return words(
      `plans a ticket on ${table} at ${instance} for the category ${serviceCategory}; master: ${master}`,
      [`sys_id: ${sysId}`],
      detail('expires after', expireAfter === undefined ? undefined : `${expireAfter} ms`),
      detail('after-care', afterCare === 0 ? undefined : `${afterCare} ms`),
      [`judged by: ${judge(judgedBy)}`],
    );
  },
  message: (entry) =>
    entry.message.kind === 'decision'
      ? decision(entry, entry.message.decision)
      : change(entry, entry.message.change),
  cancellation: (entry) =>
    words(`cancels the request: ${fate(entry)}`, [`reason: ${entry.reason}`], sent(entry)),
  'temporal-cancellation': (entry) =>
    words(
      `requests its cancellation in Temporal: ${fate(entry)}`,
      detail('cause', entry.reason),
      along(entry),
    ),
  retry: (entry) => words('retries: accepted', [`reason: ${entry.reason}`], sent(entry)),
  hint: ({ times, until }) => {
    const often = times === 1 ? '' : ` ${times} times until ${clock(until)}`;
    return words(`hints that the ticket changed${often}`);
  },
  'not-understood': (entry) =>
    words(
      `sends the signal ${entry.signal}, which is not understood: ${entry.problem}`,
      detail('input', entry.input),
      sent(entry),
    ),
  'given-up': ({ message, problem, lost }) =>
    words(`gives up ${message}: ${problem}`, only(lost, 'its sender believes it to be taken')),
} satisfies Partial<WordsBy>;

function decision(entry: Of<'message'>, said: Decision) {
  const { id, step, verdict, reason, final, sequence } = said;
  const what = `${final ? 'finally ' : ''}${verdict === 'approved' ? 'approves' : 'denies'}`;
  return words(
    `${what} the step ${step} (decision ${id}): ${fate(entry)}`,
    detail('reason', reason),
    detail('sequence', sequence),
    sent(entry),
  );
}

function change(entry: Of<'message'>, said: Change) {
  const { id, status, validFrom, validUntil, comment, recipient = {}, sequence } = said;
  return words(
    `changes the request (change ${id}): ${fate(entry)}`,
    detail('status', status),
    detail('valid from', validFrom),
    detail('valid until', validUntil),
    detail('comment', comment),
    Object.entries(recipient).map(([key, value]) => `${key} of the recipient: ${value}`),
    detail('sequence', sequence),
    sent(entry),
  );
}

const fates = {
  taken: 'taken',
  'held-back': 'held back until those of a lower sequence have come',
  duplicate: 'taken before, and counts once',
  rejected: 'rejected',
  'not-taken': 'not taken, though its sender believes so',
  waits: 'not yet taken by any worker',
  unknown: 'what became of it is not told',
} as const satisfies Record<Of<'message'>['became'], string>;

const fate = ({ became, problem }: Pick<Of<'message'>, 'became' | 'problem'>): string =>
  problem === undefined ? fates[became] : `${fates[became]}; ${problem}`;

const client = ({ identity }: { identity: string }): string[] =>
  detail('sent by the client', identity);

const along = ({ broughtAlong }: { broughtAlong: boolean }): string[] =>
  only(broughtAlong, 'brought along by the reset, not sent anew');

const sent = (entry: { broughtAlong: boolean; identity: string }): string[] => [
  ...along(entry),
  ...client(entry),
];
