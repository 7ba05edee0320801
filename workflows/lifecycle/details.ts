// Where a request stands as Temporal's UI shows it: a few lines of Markdown for operators, without a payload opened.
import type { RequestState, RequestStatus, Waiting } from '../../contract/status.ts';
import type { AccessRequest } from '../../contract/access-request.ts';
import type { Attention } from '../../contract/attention.ts';
import type { Outcome } from '../../contract/outcome.ts';

/** What a state is called where people read it. */
export const stateWords = {
  planning: 'is being planned',
  creating: 'its ticket is being created',
  'waiting-for-decision': 'waits for the decision in the identity manager',
  'waiting-for-ticket': 'waits for its ticket to close',
  cancelling: 'is being cancelled',
  closing: 'its ticket is being closed',
  delivering: 'has its outcome; the identity manager is being told',
  noting: 'has its outcome; what is left to say is being written to the ticket',
  'after-care': 'has its outcome, and is watched for a while',
  ended: 'has ended',
} as const satisfies Record<RequestState, string>;

/** The longest that Temporal keeps is 20,000 bytes; what is longer is cut. */
const longest = 6_000;

/** The current details of a run. Names of people are left out: the answer to a query is for whoever may open the run. */
export function detailsOf(status: RequestStatus, request: AccessRequest): string {
  const { state, attention, ticket, reading, nextPoll, nextLook, notes } = status;
  const lines = [
    `**${status.action} ${asText(status.id)}** (${asText(status.environment)}): ${stateWords[state]}`,
    ...askedFor(request),
    ...(ticket === undefined
      ? []
      : [`- Ticket [${asText(ticket.number)}](${ticket.url}) at ${asText(ticket.instance)}`]),
    ...(reading === undefined
      ? []
      : [
          `- Last seen ${reading.phase}, state ${asText(reading.evidence.state)}, ${reading.readAt}`,
        ]),
    ...(nextPoll === undefined ? [] : [`- Next poll ${nextPoll}`]),
    ...(nextLook === undefined ? [] : [`- Next look ${nextLook}`]),
    ...(status.expiresAt === undefined ? [] : [`- Expires ${status.expiresAt}`]),
    ...(notes.written + notes.waiting + notes.held === 0
      ? []
      : [`- Notes: ${notes.written} written, ${notes.waiting} waiting, ${notes.held} held back`]),
    ...status.waiting.map(waitingLine),
    ...(status.undelivered === 0
      ? []
      : [`- Not yet taken by the identity manager: ${status.undelivered}`]),
    ...attention.flatMap(attentionLines),
    ...outcomeLines(status.outcome),
  ];
  return lines.join('\n').slice(0, longest);
}

/** What is asked for: also of a run that goes on, which has no summary and details of its start. */
export const askedFor = ({ reference, serviceItem, serviceCategory }: AccessRequest): string[] => [
  `- Service item ${asText(serviceItem.name)} (${asText(serviceItem.id)}, ${asText(serviceCategory)})`,
  `- Reference [${asText(reference.id)}](${reference.url.replaceAll('(', '%28').replaceAll(')', '%29')})`,
];

const waitingLine = ({ for: system, activity, since, failure }: Waiting): string =>
  `- **${system} has not answered** ${activity} since ${since}: ${asText(failure.message)} (${asText(failure.type)})`;

const attentionLines = ({ code, words, remedy, since }: Attention): string[] => [
  `- **Needs a person** since ${since}: ${asText(words)} (${asText(code)})`,
  `  - To do: ${asText(remedy)}`,
];

const outcomeLines = (outcome: Outcome | undefined): string[] =>
  outcome === undefined ? [] : [`- Outcome **${outcome.kind}**, ${outcome.at}`];

/** Words that come from elsewhere are no Markdown. */
export const asText = (words: string): string =>
  words.replaceAll(/[\\`*_{}[\]()<>#|~!]/g, (one) => `\\${one}`).replaceAll(/\s+/g, ' ');
