// The audit trail of a request as text for people: what it was and how it ended, then one line for each thing that happened.
import type { Place, Trail, TrailEntry } from '../../client/audit/schema.ts';
import { colours, facts, time } from '../output.ts';
import { plain } from '../plain.ts';
import { askedWords } from './asked.ts';
import { courseWords } from './course.ts';
import { ticketWords } from './ticket.ts';
import { clock, type EntryWords, type Of, type WordsBy } from './words.ts';

type Row = readonly [label: string, value: string];

/** The whole trail. */
export function trailText(trail: Trail): string {
  const { id, runs, entries } = trail;
  const head = `${colours.bold(plain(id))}: ${standing(trail)}`;
  const rows: Row[] = [
    ...requestRows(trail),
    ...ticketRows(trail),
    ...outcomeRows(trail),
    ['Runs', runs.map(runLine).join('\n')],
    missingRow(trail),
  ];
  return [head, facts(rows), '', ...entries.map(entryText)].join('\n');
}

function standing({ outcome, runs }: Trail): string {
  const last = runs.at(-1);
  const how = outcome === undefined ? '' : `, ${outcome.kind}`;
  switch (last?.state) {
    case 'completed':
      return `ended${how}`;
    case 'running':
      return `runs${how}`;
    case 'continued':
    case undefined:
      return `where it stands is not known${how}`;
    default:
      return `${last?.state}, and not by the orchestrator${how}`;
  }
}

function requestRows({ request, environment }: Trail): Row[] {
  if (request === undefined) return [];
  const { action, serviceItem, serviceCategory, recipient, requester, reference, reason } = request;
  const item = `${serviceItem.name} (${serviceItem.id}, ${serviceCategory})`;
  const people = `for ${recipient.name} (${recipient.id}), asked by ${requester.name} (${requester.id})`;
  const rows: Row[] = [
    ['Request', `${action} of ${item} ${people}`],
    ['Reference', `${reference.id}: ${reference.url}`],
    ...(environment === undefined ? [] : [['Environment', environment] as const]),
    ...(reason === undefined ? [] : [['Reason', reason] as const]),
  ];
  return rows.map(([label, value]) => [label, plain(value)]);
}

const ticketRows = ({ ticket }: Trail): Row[] =>
  ticket === undefined
    ? []
    : [['Ticket', plain(`${ticket.number} at ${ticket.instance}: ${ticket.url}`)]];

function outcomeRows({ outcome }: Trail): Row[] {
  if (outcome === undefined) return [];
  const { kind, by, words, at } = outcome;
  const said = words === '' ? '' : `: ${words}`;
  return [['Outcome', `${colours.bold(kind)} by ${plain(by)}, ${time(at)}${plain(said)}`]];
}

function runLine({ run, state, startedAt, endedAt, events, replaces }: Trail['runs'][number]) {
  const until = endedAt === undefined ? '' : ` until ${time(endedAt)}`;
  const instead = replaces === undefined ? '' : `, reset from ${replaces}`;
  return plain(`${run}: ${state}, ${time(startedAt)}${until}, ${events} events${instead}`);
}

function missingRow({ complete, entries }: Trail): Row {
  const count = entries.filter(({ kind }) => kind === 'missing').length;
  return complete
    ? ['Missing', 'nothing that Temporal knows of']
    : [colours.yellow('Missing'), `${count} ${count === 1 ? 'thing' : 'things'}, see below`];
}

const needsEyes: ReadonlySet<TrailEntry['kind']> = new Set([
  'attention',
  'failed',
  'given-up',
  'missing',
  'not-understood',
  'notes-doubled',
  'ticket-missing',
]);

/** `2026-11-24 08:31:05.123  Nina Novak (ServiceNow)  what happened`, and what is known of it below. */
function entryText(entry: TrailEntry): string {
  const { what, details } = entryWords(entry.kind, entry);
  const words = plain(what);
  const line = [
    colours.dim(clock(entry.recordedAt)),
    plain(nameOf(entry.who)),
    needsEyes.has(entry.kind) ? colours.yellow(words) : words,
  ].join('  ');
  const below = [...details, ...saidWhen(entry), placeOf(entry)];
  return [line, ...below.map((text) => `    ${plain(text).split('\n').join('\n      ')}`)].join(
    '\n',
  );
}

const wordsBy: WordsBy = { ...askedWords, ...ticketWords, ...courseWords };

const entryWords = <Kind extends TrailEntry['kind']>(kind: Kind, entry: Of<Kind>): EntryWords =>
  wordsBy[kind](entry);

function nameOf({ name, from }: Place['who']): string {
  switch (from) {
    case 'message':
    case 'orchestrator':
      return name;
    case 'servicenow':
      return `${name} (ServiceNow)`;
    case 'temporal':
      return `${name} (Temporal)`;
  }
}

/** The clock of somebody else, where that says when it happened. */
function saidWhen({ at, source }: TrailEntry): string[] {
  switch (source) {
    case 'temporal':
      return [];
    case 'servicenow':
      return [`when: ${clock(at)} UTC, by ServiceNow's clock`];
    case 'identity-manager':
      return [`when: ${clock(at)} UTC, as the message says`];
  }
}

const placeOf = ({ run, event }: TrailEntry): string =>
  event === undefined ? `run ${run}` : `run ${run}, event ${event}`;
