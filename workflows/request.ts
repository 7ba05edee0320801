// Whether an access request is one: the one check of it, for whoever submits and for the plan.
import { dateProblem } from './dates.ts';
import { idPattern } from './messages.ts';
import type { AccessRequest, Action, Person } from './model.ts';

/** What is wrong, and where: `recipient.name`, or empty for the whole. Never holds a value of the request. */
export interface RequestProblem {
  path: string;
  problem: string;
}

/** The request with nothing but the known fields, or everything that is wrong with it. */
export type CheckedRequest =
  { ok: true; request: AccessRequest } | { ok: false; problems: RequestProblem[] };

/** The most of everything, in UTF-16 units where it is text. `data` counts all its values together. */
export const requestLimits = {
  id: 200,
  name: 500,
  email: 320,
  url: 1000,
  category: 100,
  text: 10_000,
  entries: 100,
  data: 200_000,
} as const;

/** Notes a problem at a path. */
type Note = (path: string, problem: string) => void;

/** An object of unknown fields alone has as many problems as fields. */
const mostProblems = 50;
const andMore = { path: '', problem: 'and more, which are told when these are corrected' };

const actions: readonly Action[] = ['grant', 'renewal', 'removal'];
const fieldsOfRequest = [
  ...['id', 'action', 'reference', 'serviceItem', 'serviceCategory', 'recipient', 'requester'],
  ...['reason', 'validFrom', 'validUntil', 'data'],
];

/** Checks a request from anyone. Optional fields that are `undefined` count as absent. */
export function checkRequest(input: unknown): CheckedRequest {
  const problems: RequestProblem[] = [];
  const note: Note = (path, problem) => {
    if (problems.length < mostProblems) problems.push({ path, problem });
    else if (problems.length === mostProblems) problems.push(andMore);
  };
  const fields = objectOf(note, '', input, fieldsOfRequest);
  if (fields === undefined) return { ok: false, problems };
  const { reason, validFrom, validUntil, data } = fields;
  const request: AccessRequest = {
    id: idOf(note, fields['id']),
    action: actionOf(note, fields['action']),
    reference: referenceOf(note, fields['reference']),
    serviceItem: itemOf(note, fields['serviceItem']),
    serviceCategory: lineOf(note, 'serviceCategory', fields['serviceCategory'], 'category'),
    recipient: personOf(note, 'recipient', fields['recipient']),
    requester: personOf(note, 'requester', fields['requester']),
    ...(reason !== undefined && { reason: textOf(note, 'reason', reason) }),
    ...(validFrom !== undefined && { validFrom: dateOf(note, 'validFrom', validFrom) }),
    ...(validUntil !== undefined && { validUntil: dateOf(note, 'validUntil', validUntil) }),
    ...(data !== undefined && { data: dataOf(note, data) }),
  };
  if (problems.length === 0 && endsBeforeStart(request)) {
    note('validUntil', 'is before validFrom');
  }
  return problems.length === 0 ? { ok: true, request } : { ok: false, problems };
}

function idOf(note: Note, value: unknown): string {
  const id = lineOf(note, 'id', value, 'id');
  if (id === '') return id;
  if (!idPattern.test(id)) note('id', 'must match [A-Za-z0-9._:-]{1,100}');
  else if (!isLawfulId(id)) {
    note(
      'id',
      'must not be NULL nor begin with javascript:, which ServiceNow evaluates in a query',
    );
  }
  return id;
}

/** Whether a request may have this id: a query of ServiceNow takes it as it is written. */
export function isLawfulId(id: string): boolean {
  return idPattern.test(id) && !/^(?:null$|javascript:)/i.test(id);
}

function actionOf(note: Note, value: unknown): Action {
  const action = actions.find((one) => one === value);
  if (action === undefined) {
    note('action', value === undefined ? 'is missing' : `must be one of ${actions.join(', ')}`);
  }
  return action ?? 'grant';
}

function referenceOf(note: Note, value: unknown): AccessRequest['reference'] {
  const fields = objectOf(note, 'reference', value, ['id', 'url']);
  if (fields === undefined) return { id: '', url: '' };
  const url = lineOf(note, 'reference.url', fields['url'], 'url');
  if (url !== '' && !isLink(url)) {
    note('reference.url', 'must be an http or https address without user, password and spaces');
  }
  return { id: lineOf(note, 'reference.id', fields['id'], 'id'), url };
}

function isLink(text: string): boolean {
  if (!/^https?:\/\/[^\s\p{Cc}\p{Cf}]+$/iu.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

function itemOf(note: Note, value: unknown): AccessRequest['serviceItem'] {
  const fields = objectOf(note, 'serviceItem', value, ['id', 'name']);
  if (fields === undefined) return { id: '', name: '' };
  return {
    id: lineOf(note, 'serviceItem.id', fields['id'], 'id'),
    name: lineOf(note, 'serviceItem.name', fields['name'], 'name'),
  };
}

function personOf(note: Note, path: string, value: unknown): Person {
  const fields = objectOf(note, path, value, ['id', 'name', 'email']);
  if (fields === undefined) return { id: '', name: '' };
  const { email } = fields;
  return {
    id: lineOf(note, `${path}.id`, fields['id'], 'id'),
    name: lineOf(note, `${path}.name`, fields['name'], 'name'),
    ...(email !== undefined && { email: lineOf(note, `${path}.email`, email, 'email') }),
  };
}

function dataOf(note: Note, value: unknown): Record<string, string> {
  if (!isObject(value)) {
    note('data', 'must be an object of texts');
    return {};
  }
  const entries = Object.entries(value).filter(([, text]) => text !== undefined);
  if (entries.length > requestLimits.entries) {
    note('data', `has more than ${requestLimits.entries} entries`);
    return {};
  }
  const texts = entries.map(([key, text]): [string, string] => {
    const known = /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]{0,49}$/.test(key);
    if (!known) note('data', 'has a key that does not match [A-Za-z_][A-Za-z0-9_]{0,49}');
    return [key, known ? textOf(note, `data.${key}`, text) : ''];
  });
  const size = texts.reduce((sum, [, text]) => sum + text.length, 0);
  if (size > requestLimits.data)
    note('data', `is longer than ${requestLimits.data} characters in all`);
  return Object.fromEntries(texts);
}

/** One line that is not blank: an id, a name, an address. */
function lineOf(
  note: Note,
  path: string,
  value: unknown,
  limit: 'id' | 'name' | 'email' | 'url' | 'category',
): string {
  const text = stringOf(note, path, value, requestLimits[limit]);
  if (text === undefined) return '';
  if (text.trim() === '') note(path, 'is empty');
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) note(path, 'holds a line break or control character');
  return text;
}

/** What people write: any length up to the limit, with line breaks and tabs. */
function textOf(note: Note, path: string, value: unknown): string {
  const text = stringOf(note, path, value, requestLimits.text) ?? '';
  if (/[^\P{Cc}\t\n\r]/u.test(text)) {
    note(path, 'holds a control character that is no line break or tab');
  }
  return text;
}

function stringOf(note: Note, path: string, value: unknown, limit: number): string | undefined {
  if (typeof value !== 'string') {
    note(path, value === undefined ? 'is missing' : 'must be a text');
    return undefined;
  }
  if (value.length > limit) {
    note(path, `is longer than ${limit} characters`);
    return undefined;
  }
  if (value.isWellFormed()) return value;
  note(path, 'holds half a character: a surrogate without its pair');
  return undefined;
}

/** `2026-12-31`, or a time with its zone. */
function dateOf(note: Note, path: string, value: unknown): string {
  const text = stringOf(note, path, value, 40);
  if (text === undefined) return '';
  const problem = dateProblem(text);
  if (problem !== undefined) note(path, problem);
  return text;
}

/** Two times are compared as instants; where one is a date, which has no zone, the dates as written. */
function endsBeforeStart({ validFrom, validUntil }: AccessRequest): boolean {
  if (validFrom === undefined || validUntil === undefined) return false;
  const day = 'YYYY-MM-DD'.length;
  if (validFrom.length > day && validUntil.length > day) {
    return Date.parse(validFrom) > Date.parse(validUntil);
  }
  return validFrom.slice(0, day) > validUntil.slice(0, day);
}

function objectOf(
  note: Note,
  path: string,
  value: unknown,
  known: readonly string[],
): Record<string, unknown> | undefined {
  if (!isObject(value)) {
    note(path, value === undefined ? 'is missing' : `must be an object with ${known.join(', ')}`);
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) note(path, unknownField(key, known));
  }
  return value;
}

/** A field's name is told back only where it looks like one. */
function unknownField(key: string, known: readonly string[]): string {
  if (!/^[A-Za-z0-9_-]{1,50}$/.test(key)) {
    return `has an unknown field; known: ${known.join(', ')}`;
  }
  const plain = (word: string): string => word.toLowerCase().replaceAll(/[_-]/g, '');
  const meant = known.find((one) => plain(one) === plain(key));
  const help = meant === undefined ? `known: ${known.join(', ')}` : `did you mean ${meant}?`;
  return `has an unknown field ${key}; ${help}`;
}

/** An object that is no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
