// The search attributes as a namespace must have them: their types, which of them are missing, how they are registered.
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { call, grpcStatusOf, unlessAbsent, type TemporalSession } from './calls.ts';

/** A search attribute by its name; `type` as the `temporal` CLI writes it. */
export interface Attribute {
  name: string;
  type: 'Datetime' | 'Keyword' | 'KeywordList';
}

const typeNames = {
  DATETIME: 'Datetime',
  KEYWORD: 'Keyword',
  KEYWORD_LIST: 'KeywordList',
} as const;
const declared = Object.values(searchAttributes);

/** All that a request is searched by. */
export const attributes: readonly Attribute[] = declared.map(({ name, type }) => ({
  name,
  type: typeNames[type],
}));

/** Which they are, in a message. */
export const namesOf = (some: readonly Attribute[]): string =>
  some.map(({ name }) => name).join(', ');

/** The flags with which Temporal's dev server registers them. */
export const attributeFlags = (): string[] =>
  attributes.flatMap(({ name, type }) => ['--search-attribute', `${name}=${type}`]);

/** The line that registers them at a Temporal that runs. */
export function registration(namespace: string, missing: readonly Attribute[]): string {
  const flags = missing.map(({ name, type }) => `--name ${name} --type ${type}`);
  return `temporal operator search-attribute create --namespace ${namespace} ${flags.join(' ')}`;
}

/** Those that the namespace lacks, or has with another type; none where Temporal keeps that from us. */
export async function missingAttributes(session: TemporalSession): Promise<Attribute[]> {
  const { namespace, connection } = session;
  // NOT_FOUND, PERMISSION_DENIED, UNIMPLEMENTED: it is not for users to know. A submission then tells.
  const isSecret = (error: unknown): boolean => [5, 7, 12].includes(grpcStatusOf(error)?.code ?? 0);
  const listing = () => connection.operatorService.listSearchAttributes({ namespace });
  const listed = await call(session, () => unlessAbsent(isSecret, listing));
  if (listed === undefined) return [];
  const known = listed.customAttributes;
  const names = declared
    .filter(({ name, type }) => known[name] !== encodeSearchAttributeIndexedValueType(type))
    .map(({ name }): string => name);
  return attributes.filter(({ name }) => names.includes(name));
}
