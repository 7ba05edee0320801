// An access request: what is asked for, for whom, and the one check of it.
import { z } from 'zod';
import {
  date,
  fields,
  id,
  idPattern,
  line,
  oneOf,
  type Problem,
  read,
  text,
  texts,
} from './kinds.ts';

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
const { entries, data: all } = requestLimits;

const evaluated = /^(?:null$|javascript:)/i;

const Action = oneOf(['grant', 'renewal', 'removal']);
const Master = z.enum(['servicenow', 'identity-manager']);

const [theirId, name] = [line(requestLimits.id), line(requestLimits.name)];

const Person = fields({
  id: theirId.describe("The identity manager's own key of the person."),
  name,
  email: line(requestLimits.email).exactOptional(),
});

const reference = fields({
  id: theirId,
  url: line(requestLimits.url).refine(
    isLink,
    'must be an http or https address without user, password and spaces',
  ),
});

const AccessRequest = fields({
  id: id().refine(
    (one) => !evaluated.test(one),
    'must not be NULL nor begin with javascript:, which ServiceNow evaluates in a query',
  ),
  action: Action,
  reference: reference.describe(
    "The identity manager's own record that the request belongs to, and the link that opens it.",
  ),
  serviceItem: fields({ id: theirId, name }),
  serviceCategory: line(requestLimits.category).describe(
    'A key of `categories` in the configuration.',
  ),
  recipient: Person,
  requester: Person,
  reason: text(requestLimits.text).exactOptional(),
  validFrom: date().exactOptional(),
  validUntil: date().exactOptional(),
  data: texts({ entries, text: requestLimits.text, all })
    .describe('Anything else that templates of the category may use.')
    .exactOptional(),
}).refine((one) => !endsBeforeStart(one), { path: ['validUntil'], error: 'is before validFrom' });

const AccessRequestInput = z.object({
  request: AccessRequest,
  environment: z.string(),
  former: z.boolean().exactOptional(),
});

/** The schemas by the names of their types. */
export const requestSchemas = () => ({ Action, Master, Person, AccessRequest, AccessRequestInput });

/** What is asked for: to give access, to prolong it, or to take it away. */
export type Action = z.infer<typeof Action>;
/** Who decides the outcome of a request: the agent, by closing the ticket, or the identity manager, by a final decision. */
export type Master = z.infer<typeof Master>;
/** Someone in the identity manager. */
export type Person = z.infer<typeof Person>;
/** One thing asked for one person, once. All dates are ISO 8601; `id` matches `[A-Za-z0-9._:-]{1,100}`. */
export type AccessRequest = z.infer<typeof AccessRequest>;
/**
 * What starts the workflow `accessRequest`: nothing but what the submitter said. `environment` is `production`, `test`, ...: a
 * worker of another one refuses the request. `former`: an earlier run was stopped from outside, so its ticket may be there.
 */
export type AccessRequestInput = z.infer<typeof AccessRequestInput>;

/** The request with nothing but the known fields, or everything that is wrong with it. */
export type CheckedRequest =
  { ok: true; request: AccessRequest } | { ok: false; problems: Problem[] };

/** Checks a request from anyone. Optional fields that are `undefined` count as absent. */
export function checkRequest(input: unknown): CheckedRequest {
  const checked = read(AccessRequest, input);
  return checked.ok
    ? { ok: true, request: checked.value }
    : { ok: false, problems: checked.problems };
}

/** Whether an id may be that of a request: a query of ServiceNow takes it as it is written. */
export function isLawfulId(requestId: string): boolean {
  return idPattern.test(requestId) && !evaluated.test(requestId);
}

function isLink(address: string): boolean {
  if (!/^https?:\/\/[^\s\p{Cc}\p{Cf}]+$/iu.test(address) || !URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return username === '' && password === '';
}

interface Validity {
  validFrom?: string;
  validUntil?: string;
}

/** Two times are compared as instants; where one is a date, which has no zone, the dates as written. */
function endsBeforeStart({ validFrom, validUntil }: Validity): boolean {
  if (validFrom === undefined || validUntil === undefined) return false;
  const day = 'YYYY-MM-DD'.length;
  if (validFrom.length > day && validUntil.length > day) {
    return Date.parse(validFrom) > Date.parse(validUntil);
  }
  return validFrom.slice(0, day) > validUntil.slice(0, day);
}

/** The Temporal workflow id of a request. */
export const workflowIdOf = (requestId: string): string => `access-request-${requestId}`;
