// What operators search by in Temporal: seven attributes of each request, none of which holds personal data.
import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  type SearchAttributeUpdatePair,
  type TypedSearchAttributes,
} from '@temporalio/common';
import type { RequestState, RequestStatus } from '../contract/status.ts';
import type { AccessRequest } from '../contract/access-request.ts';

/**
 * The attributes, by what they hold: when it was submitted, which Temporal's own start time says of the latest run only;
 * the state in one word, the number of the ticket, the id of the service item, the service category, the kind of the
 * outcome, and the codes of all that needs a person. A namespace must know them before the first request is submitted.
 */
export const searchAttributes = {
  submitted: defineSearchAttributeKey('AccessRequestSubmitted', 'DATETIME'),
  state: defineSearchAttributeKey('AccessRequestState', 'KEYWORD'),
  ticket: defineSearchAttributeKey('AccessRequestTicket', 'KEYWORD'),
  serviceItem: defineSearchAttributeKey('AccessRequestServiceItem', 'KEYWORD'),
  category: defineSearchAttributeKey('AccessRequestCategory', 'KEYWORD'),
  outcome: defineSearchAttributeKey('AccessRequestOutcome', 'KEYWORD'),
  attention: defineSearchAttributeKey('AccessRequestAttention', 'KEYWORD_LIST'),
} as const;

/** Those that a request is submitted with: it is found before any worker knows of it. */
export const submittedWith = (request: AccessRequest, submitted: Date): SearchAttributePair[] => [
  { key: searchAttributes.submitted, value: submitted },
  { key: searchAttributes.state, value: 'planning' },
  ...lasting(request),
];

/** What never changes. */
const lasting = ({ serviceItem, serviceCategory }: AccessRequest) =>
  [
    { key: searchAttributes.serviceItem, value: serviceItem.id },
    { key: searchAttributes.category, value: serviceCategory },
  ] satisfies SearchAttributePair[];

/**
 * The attributes that changed; none while all is as it was written, for each time is an event and a row of the store. A state
 * that is soon over is left out unless the request is held up in it.
 */
export function untold(
  told: TypedSearchAttributes,
  request: AccessRequest,
  status: RequestStatus,
  isHeldUp: boolean,
): SearchAttributeUpdatePair[] {
  const { ticket: number, outcome: kind, attention: codes, state } = searchAttributes;
  const { ticket, outcome, attention } = status;
  const present: SearchAttributeUpdatePair[] = [
    ...lasting(request),
    {
      key: state,
      value:
        isHeldUp || told.get(state) === status.state
          ? status.state
          : (lastingState(status) ?? told.get(state) ?? null),
    },
    { key: number, value: ticket?.number ?? null },
    { key: kind, value: outcome?.kind ?? null },
    { key: codes, value: listOf(attention.map(({ code }) => code)) },
  ];
  return present.filter(({ key, value }) => !isSame(told.get(key), value));
}

/** The state that lasts, where the one of now leads to it by itself; undefined where it may lead to several. */
function lastingState({ state, afterCareUntil }: RequestStatus): RequestState | undefined {
  switch (state) {
    case 'waiting-for-decision':
    case 'waiting-for-ticket':
    case 'after-care':
    case 'ended':
      return state;
    case 'delivering':
    case 'noting':
      return afterCareUntil === undefined ? 'ended' : 'after-care';
    case 'planning':
    case 'creating':
    case 'cancelling':
    case 'closing':
      return undefined;
  }
}

/** All that was told, for the run that goes on: Temporal hands over only what a run was started with. */
export function handedOver(told: TypedSearchAttributes): SearchAttributePair[] {
  const names: string[] = Object.values(searchAttributes).map(({ name }) => name);
  return told.getAll().filter(({ key }) => names.includes(key.name));
}

const listOf = (codes: string[]): string[] | null =>
  codes.length === 0 ? null : [...new Set(codes)].sort();

const isSame = (told: unknown, value: unknown): boolean =>
  JSON.stringify(told ?? null) === JSON.stringify(value);
