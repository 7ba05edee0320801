// Shows what a request can be found by: its seven search attributes, told when they change and in every run.
import { expect, test } from 'vitest';
import { TypedSearchAttributes } from '@temporalio/common';
import {
  handedOver,
  searchAttributes,
  submittedWith,
  untold,
} from '../../workflows/search-attributes.ts';
import { isHeldUp } from '../../workflows/lifecycle/next-job.ts';
import { view } from '../../workflows/lifecycle/view.ts';
import type { State } from '../../workflows/lifecycle/state.ts';
import { sampleInput, samplePlan } from '../support/samples.ts';
import { startShell } from '../support/shell.ts';
import { closed, decision, failed, polled, untilPoll, waiting } from '../support/settled.ts';

const now = Date.UTC(2026, 10, 24);
const nothing = new TypedSearchAttributes();
const untoldOf = (told: TypedSearchAttributes, state: State) =>
  untold(told, state.input.request, view(state, now), isHeldUp(state));
const changes = (told: TypedSearchAttributes, state: State) =>
  Object.fromEntries(untoldOf(told, state).map(({ key, value }) => [key.name, value]));
const all = (state: State) => nothing.updateCopy(untoldOf(nothing, state));

test('what a request is submitted with says that it is being planned, and nothing is to be told anew', () => {
  const { state } = startShell(sampleInput());
  const told = new TypedSearchAttributes(submittedWith(state.input.request, new Date()));
  expect(changes(told, state)).toEqual({});
});

test('all is told where a request was started by somebody else', () => {
  expect(changes(nothing, startShell(sampleInput()).state)).toEqual({
    AccessRequestServiceItem: 'SI-7',
    AccessRequestCategory: 'sap-roles',
  });
});

test('only what changed is told: the ticket, what needs a person and no longer does, the outcome', () => {
  const shell = waiting();
  const before = all(shell.state);
  expect(before.get(searchAttributes.ticket)).toBe('INC0010001');
  untilPoll(shell);
  expect(changes(before, shell.state)).toEqual({});
  shell.settle('servicenow', polled(closed('fulfilled')));
  expect(changes(before, shell.state)).toEqual({
    AccessRequestState: 'ended',
    AccessRequestOutcome: 'fulfilled',
  });
  const refused = waiting();
  refused.send(decision('1'));
  const noting = all(refused.state);
  refused.settle('servicenow', failed('Refused', false));
  expect(changes(noting, refused.state)).toEqual({ AccessRequestAttention: ['Refused'] });
  const attended = noting.updateCopy([{ key: searchAttributes.attention, value: ['Refused'] }]);
  refused.send({ kind: 'retry', message: { by: 'Olga Ops', reason: 'Rights given' } });
  expect(changes(attended, refused.state)).toEqual({ AccessRequestAttention: null });
});

test('a state that was told is not told anew with each poll while a request waits in it', () => {
  const shell = waiting({}, samplePlan({ afterCare: 86_400_000 }));
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('fulfilled')));
  shell.settle('identity-manager', { kind: 'reported' });
  shell.settle('identity-manager', { kind: 'recorded' });
  shell.send(decision('late', { sequence: 2 }));
  const told = all(shell.state);
  expect(told.get(searchAttributes.state)).toBe('noting');
  untilPoll(shell);
  expect(changes(told, shell.state)).toEqual({});
});

test('the next run is given ours, and nothing of Temporal itself', () => {
  const theirs = { key: { name: 'BuildIds', type: 'KEYWORD_LIST' as const }, value: ['1'] };
  const { state } = waiting();
  const submitted = submittedWith(state.input.request, new Date());
  const told = new TypedSearchAttributes(submitted).updateCopy(all(state).getAll());
  expect(told.get(searchAttributes.submitted)).toBeInstanceOf(Date);
  const given = new TypedSearchAttributes([...told.getAll(), theirs]);
  expect(new TypedSearchAttributes(handedOver(given))).toEqual(told);
});
