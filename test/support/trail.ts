// Whether the audit trail of a request says what really happened: compared with what both simulators have on record.
import { expect } from 'vitest';
import { isOurs, noteKey, notePartOf } from '../../activities/servicenow/marker.ts';
import { trailSchema, type Trail, type TrailEntry } from '../../client/audit/schema.ts';
import type { AuditEntry } from '../../simulators/servicenow/call-log.ts';
import type { System } from './system.ts';
import { toldBy } from './told.ts';

/** The entries of one kind. */
export const ofKind = <Kind extends TrailEntry['kind']>(
  { entries }: Pick<Trail, 'entries'>,
  kind: Kind,
): Extract<TrailEntry, { kind: Kind }>[] =>
  entries.filter((entry): entry is Extract<TrailEntry, { kind: Kind }> => entry.kind === kind);

/** The trail as a client gives it; it keeps to its schema, and holds nothing that the schema does not name. */
export async function trailOf({ requests }: Pick<System, 'requests'>, id: string): Promise<Trail> {
  const trail = await requests.audit(id);
  expect(trailSchema.parse(trail)).toEqual(trail);
  expect(JSON.parse(JSON.stringify(trail))).toEqual(trail);
  const times = trail.entries.map(({ recordedAt }) => recordedAt);
  expect(times).toEqual(times.toSorted());
  return trail;
}

/** Both neighbours, each with its own record of what happened. */
type Neighbours = Pick<System, 'servicenow' | 'identityManager'>;

/** Everything that was done at both neighbours stands in the trail of a request that has ended, and nothing else does. */
export function expectTrailTells(system: Neighbours, id: string, trail: Trail): void {
  const { sysId } = expectTicket(system, id, trail);
  expectNotes(system, id, trail, sysId);
  expectEndings(system, trail, sysId);
  expectReadings(system, trail, sysId);
  expectComments(system, trail, sysId);
  expectDeliveries(system, id, trail);
}

/** Writes to a record that reached the database. */
const committed = (
  { servicenow }: Neighbours,
  sysId: string,
  operation: AuditEntry['operation'],
): AuditEntry[] =>
  servicenow
    .audit()
    .filter((one) => one.committed && one.operation === operation && one.sysId === sysId);

/** One ticket, created once by our account, with what the trail says was sent; none who took it over has sent that. */
function expectTicket(system: Neighbours, id: string, trail: Trail): { sysId: string } {
  const tickets = ofKind(trail, 'ticket');
  const [first] = tickets;
  if (first === undefined) throw new Error('the trail has no ticket');
  const { sysId, number } = first.ticket;
  const rows = system.servicenow.table('incident').filter((row) => row['correlation_id'] === id);
  expect(rows).toMatchObject([{ sys_id: sysId, number }]);
  expect(new Set(tickets.map(({ ticket }) => ticket.sysId))).toEqual(new Set([sysId]));
  const [creation, ...more] = committed(system, sysId, 'create');
  expect(more).toEqual([]);
  expect(creation).toMatchObject({ user: 'orchestrator', fields: first.sent?.fields });
  const { column = '', text = '' } = first.sent?.note ?? {};
  expect(creation?.fields[column]).toContain(text);
  expect(tickets.filter(({ how }) => how === 'created')).toEqual([first]);
  expect(tickets.filter(({ sent }) => sent !== undefined)).toEqual([first]);
  expect((creation?.committedAt ?? '') <= first.recordedAt).toBe(true);
  return { sysId };
}

/** What was written to the journal: which notes, in which order, each once; `found` ones were written by another run. */
function expectNotes(system: Neighbours, id: string, trail: Trail, sysId: string): void {
  const names = new Map(
    ofKind(trail, 'message').map(({ message }) => {
      const one =
        message.kind === 'decision'
          ? { kind: message.kind, id: message.decision.id }
          : { kind: message.kind, id: message.change.id };
      return [noteKey(id, one), `${one.kind} ${one.id}`];
    }),
  );
  const written = committed(system, sysId, 'update').flatMap(({ fields, committedAt = '' }) =>
    Object.values(fields).flatMap((text) => {
      const part = notePartOf(text);
      return part === undefined ? [] : [{ name: names.get(part.key), committedAt }];
    }),
  );
  const firstOf = new Map<string, string>();
  for (const { message, recordedAt, found, copies } of ofKind(trail, 'note')) {
    const name = `${message.kind} ${message.id}`;
    expect(copies).toBe(1);
    if (firstOf.has(name)) expect(found).toBe(true);
    else firstOf.set(name, recordedAt);
  }
  expect([...firstOf.keys()]).toEqual(written.map(({ name }) => name));
  for (const { name = '', committedAt } of written) {
    expect(committedAt <= (firstOf.get(name) ?? '')).toBe(true);
  }
}

/** The write that closed or cancelled the ticket. */
function expectEndings(system: Neighbours, trail: Trail, sysId: string): void {
  const written = committed(system, sysId, 'update').flatMap(({ fields }) =>
    Object.values(fields).flatMap(
      (text) => /\[access-request:(cancel|close) /.exec(text)?.[1] ?? [],
    ),
  );
  const ended = ofKind(trail, 'ending').filter(
    ({ became }) => became === 'cancelled' || became === 'closed',
  );
  expect(ended.map(({ write }) => write)).toEqual(written);
}

/** The last reading is what the record is; each was of a state that the record had, in the order in which it had them. */
function expectReadings({ servicenow }: Neighbours, trail: Trail, sysId: string): void {
  const readings = ofKind(trail, 'reading').filter(({ passedOver }) => !passedOver);
  const counts = readings.map(({ evidence }) => evidence.modCount);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  const row = servicenow.record('incident', sysId);
  expect(readings.at(-1)?.evidence).toMatchObject({
    state: row?.['state'],
    approval: row?.['approval'],
    closeCode: row?.['close_code'],
    closeNotes: row?.['close_notes'],
    updatedBy: row?.['sys_updated_by'],
    updatedOn: row?.['sys_updated_on'],
    modCount: Number(row?.['sys_mod_count']),
  });
  for (const { who, evidence, at, source } of readings) {
    expect(who).toEqual({ name: evidence.updatedBy, from: 'servicenow' });
    expect([source, at]).toEqual(['servicenow', `${evidence.updatedOn.replace(' ', 'T')}Z`]);
  }
}

/** Public comments that others wrote, at ServiceNow's time. */
function expectComments({ servicenow }: Neighbours, trail: Trail, sysId: string): void {
  const written = servicenow
    .journal(sysId)
    .filter(({ element, text }) => element === 'comments' && !isOurs(text));
  expect(ofKind(trail, 'comment').map(({ who, at, text }) => [who.name, at, text])).toEqual(
    written.map(({ by, at, text }) => [by, `${at.replace(' ', 'T')}Z`, text]),
  );
}

/** What the identity manager has taken, in order. */
function expectDeliveries(system: Neighbours, id: string, trail: Trail): void {
  const taken = system.identityManager.deliveriesOf(id).map(({ type, raw }) => {
    const { sequence, progress, outcome } = toldBy({ raw });
    return { type: type.replace('access-request.', ''), sequence, said: outcome ?? progress };
  });
  const delivered = ofKind(trail, 'delivery').map(({ sequence, said }) =>
    said.type === 'outcome'
      ? { type: said.type, sequence, said: said.outcome }
      : { type: said.type, sequence, said: { ...said.progress, sequence, at: said.at } },
  );
  expect(delivered).toEqual(taken);
  const last = taken.findLast(({ type }) => type === 'outcome')?.said;
  expect(trail.outcome).toEqual(last);
  expect(ofKind(trail, 'outcome').map(({ outcome }) => outcome)).toContainEqual(last);
}
