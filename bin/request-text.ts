// Requests as text for people: where one stands, what it waits for, what to do; what became of a submission; the list.
import { stateWords } from '../workflows/lifecycle/details.ts';
import { failures, isFailureType, type Failure } from '../contract/failures.ts';
import type { RequestStatus } from '../contract/status.ts';
import type { Master } from '../contract/access-request.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { Ticket } from '../contract/ticket.ts';
import type { ListedRequest, RequestList } from '../client/list.ts';
import type { PendingActivity, RequestReport } from '../client/status.ts';
import type { Submission } from '../client/submit.ts';
import { waitWords } from '../workflows/lifecycle/summaries.ts';
import { colours, facts, table, time, when } from './output.ts';
import { plain } from './plain.ts';

type Row = readonly [label: string, value: string];

/** The whole report. */
export function reportText(report: RequestReport): string {
  const head = (words: string): string => `${colours.bold(report.id)}: ${words}`;
  const started: Row = ['Started', when(report.startedAt)];
  switch (report.kind) {
    case 'running':
      return `${head(headOf(report.status))}\n${facts(running(report.status, report.pending))}`;
    case 'unanswered': {
      const silent: Row = [
        colours.yellow('Worker'),
        `${report.why}.\nStart a worker, or read the log of the one that runs. Nothing is lost meanwhile.`,
      ];
      return `${head('runs; where it stands is not known')}\n${facts([started, silent, ...pendingRows(report.pending, [])])}`;
    }
    case 'ended':
      return `${head(`ended, ${report.outcome.kind}`)}\n${facts([
        started,
        ['Ended', when(report.endedAt)],
        ['Outcome', outcomeLine(report.outcome)],
        ...ticketRows(report.outcome.ticket),
      ])}`;
    case 'stopped':
      return `${head(`${report.how}, and not by the orchestrator`)}\n${facts([
        started,
        ['Stopped', when(report.endedAt)],
        ['Reason', plain(report.reason)],
        ['To do', 'Submit the same request again: it goes on with its ticket.'],
      ])}`;
  }
}

/** What became of a submission: one line, and the outcome where the request has ended. */
export function submissionText(submission: Submission): string {
  const { id } = submission;
  switch (submission.kind) {
    case 'started':
      return `Submitted ${id}. Where it stands: access-request status ${id}`;
    case 'running':
      return `${id} runs already with this content; nothing was started.`;
    case 'ended':
      return `${id} has ended already; nothing was started.\n${outcomeLine(submission.outcome)}`;
  }
}

/** How a request ended, in one line. */
export function outcomeLine({ kind, by, words, at }: Outcome): string {
  const said = words === '' ? '' : `: ${words}`;
  return `${colours.bold(kind)} by ${plain(by)}, ${time(at)}${plain(said)}`;
}

const headOf = ({ state, attention }: RequestStatus): string =>
  attention.length === 0
    ? stateWords[state]
    : `${stateWords[state]}; ${colours.yellow('needs a person')}`;

function running(status: RequestStatus, pending: readonly PendingActivity[]): Row[] {
  return [
    ['Request', `${status.action}, ${status.environment}`],
    ['Submitted', when(status.submittedAt)],
    ...masterRows(status),
    ...ticketRows(status.ticket),
    ...readingRows(status),
    ...noteRows(status),
    ...optional('Next poll', status.nextPoll),
    ...optional('Next look', status.nextLook),
    ...optional('Expires', status.expiresAt),
    ...cancellationRows(status),
    ...status.attention.map(({ code, words, remedy, since }): Row => [
      colours.yellow('Attention'),
      `${plain(words)} (${plain(code)}, since ${when(since)})\nTo do: ${plain(remedy)}`,
    ]),
    ...waitingRows(status),
    ...status.blocked.map(blockedRow),
    ...pendingRows(
      pending,
      status.waiting.map(({ activity }) => activity),
    ),
    ...(status.undelivered === 0
      ? []
      : [['Undelivered', `${status.undelivered} to the identity manager`] as const]),
    ...status.rejected.map(({ message, problem, at }): Row => [
      'Not taken',
      `${plain(message)}: ${plain(problem)} (${time(at)})`,
    ]),
    ...(status.outcome === undefined ? [] : [['Outcome', outcomeLine(status.outcome)] as const]),
    ...optional('Watched until', status.afterCareUntil),
    ...runRows(status),
  ];
}

const optional = (label: string, iso: string | undefined): Row[] =>
  iso === undefined ? [] : [[label, when(iso)]];

const ticketRows = (ticket: Ticket | undefined): Row[] =>
  ticket === undefined
    ? []
    : [['Ticket', `${plain(ticket.number)} at ${plain(ticket.instance)}: ${plain(ticket.url)}`]];

function readingRows({ reading, ignoredFields }: RequestStatus): Row[] {
  const ignored: Row[] =
    ignoredFields === undefined || ignoredFields.length === 0
      ? []
      : [['Ignored', `ServiceNow did not keep ${ignoredFields.map(plain).join(', ')}`]];
  if (reading === undefined) return ignored;
  const { phase, holdReason, unknown, evidence, readAt, overwrote } = reading;
  const detail = phase === 'unknown' ? unknown : holdReason;
  const words = detail === undefined ? phase : `${phase}, ${plain(detail)}`;
  const assigned = evidence.assignedTo === '' ? '' : `; assigned to ${plain(evidence.assignedTo)}`;
  const note =
    overwrote === undefined ? '' : '\nSomeone else may have changed it just before our write';
  return [['Last seen', `${words}${assigned}; read ${when(readAt)}${note}`], ...ignored];
}

const masters = {
  servicenow: 'ServiceNow: the agent decides by closing the ticket',
  'identity-manager': 'the identity manager: its final decision ends the request',
} as const satisfies Record<Master, string>;

const masterRows = ({ master }: RequestStatus): Row[] =>
  master === undefined ? [] : [['Master', masters[master]]];

/** What the identity manager said: the notes of it, the final decision, the access being effective. */
function noteRows({ notes, decided, effectiveAt, master }: RequestStatus): Row[] {
  const { written, waiting, held } = notes;
  const parts = [
    `${written} on the ticket`,
    ...(waiting === 0 ? [] : [`${waiting} to be written`]),
    ...(held === 0 ? [] : [`${held} held back for a lower sequence that is missing`]),
  ];
  return [
    ...(written + waiting + held === 0 ? [] : [['Notes', parts.join(', ')] as const]),
    ...decidedRows(decided, master),
    ...optional('Effective', effectiveAt),
  ];
}

/** Where ServiceNow is the master a final decision is a note and no more. */
function decidedRows(decided: RequestStatus['decided'], master: RequestStatus['master']): Row[] {
  if (decided === undefined) return [];
  const { verdict, by, at } = decided;
  const meaning = master === 'servicenow' ? ' (mirrored only)' : '';
  return [['Decided', `${verdict} by ${plain(by)}, ${time(at)}${meaning}`]];
}

const runRows = ({ continued }: RequestStatus): Row[] =>
  continued === 0 ? [] : [['Runs', `${continued + 1}, each with a history of its own in Temporal`]];

const cancellationRows = ({ cancellation }: RequestStatus): Row[] =>
  cancellation === undefined
    ? []
    : [
        [
          'Cancelled',
          `by ${plain(cancellation.by)}, ${time(cancellation.at)}: ${plain(cancellation.reason)}`,
        ],
      ];

const waitingRows = ({ waiting }: RequestStatus): Row[] =>
  waiting.map(({ for: system, since, activity, failure }) => [
    colours.yellow('Waiting'),
    `${system} has not answered ${activity} since ${when(since)}\n${failureWords(failure)}`,
  ]);

/** Why nothing is asked of a system at this moment. */
const blockedRow = ({ for: system, by, until }: RequestStatus['blocked'][number]): Row => [
  'Now',
  `${system} waits ${waitWords[by]}${until === undefined ? '' : `, ${when(until)}`}`,
];

/** What fails within the burst that is under way, and so is not yet in the workflow's own words. */
function pendingRows(pending: readonly PendingActivity[], told: readonly string[]): Row[] {
  return pending.flatMap((one): Row[] => {
    const { activity, attempt, since, failure, nextAttempt } = one;
    const next = nextAttempt === undefined ? '' : `; next ${when(nextAttempt)}`;
    if (one.state === 'paused') {
      return [[colours.yellow('Paused'), `${activity} by an operator: unpause it in Temporal`]];
    }
    if (failure !== undefined && !told.includes(activity)) {
      const words = `${systemOf(activity)} has not answered ${activity} since ${when(since)}; attempt ${attempt}${next}`;
      return [[colours.yellow('Waiting'), `${words}\n${failureWords(failure)}`]];
    }
    const what = one.state === 'for-worker' ? 'waits for a worker' : `attempt ${attempt}`;
    return [['Activity', `${activity}, ${what}, since ${when(since)}${next}`]];
  });
}

function systemOf(activity: string): string {
  switch (activity) {
    case 'PlanTicket':
      return 'The worker';
    case 'ReportProgress':
    case 'RecordOutcome':
      return 'The identity manager';
    default:
      return 'ServiceNow';
  }
}

function failureWords({ type, message }: Failure): string {
  const said = `${plain(message)} (${plain(type)})`;
  if (!isFailureType(type)) return said;
  const { words, remedy } = failures[type];
  return `${words} ${said}\nTo do: ${remedy}`;
}

/** The list of requests as a table, and a hint where it is not all. */
export function listText({ requests, more }: RequestList): string {
  if (requests.length === 0) return 'No requests.';
  const rows = requests.map((request) => [
    request.id,
    time(request.startedAt),
    executionWords(request),
    request.endedAt === undefined ? '' : time(request.endedAt),
  ]);
  const lines = table([['ID', 'STARTED', 'EXECUTION', 'ENDED'], ...rows]);
  return more ? `${lines}\nThere are more: raise --limit to see them.` : lines;
}

function executionWords({ execution }: ListedRequest): string {
  return execution === 'running' || execution === 'completed'
    ? execution
    : `${execution} from outside`;
}
