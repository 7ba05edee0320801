// What a template can name: the request with every field there, and the words for its action.
import type { AccessRequest, Action, Person } from '../../contract/access-request.ts';

/** The variables of a template. What the request does not say is `null`, so that `{% if %}` can ask for it. */
export interface TemplateContext {
  request: Nullable<Omit<AccessRequest, 'data' | 'recipient' | 'requester'>> & {
    recipient: Nullable<Person>;
    requester: Nullable<Person>;
    data: Record<string, string>;
  };
  environment: string;
  /** `Grant`, `Renew` or `Remove`. */
  action: string;
}

/** What may be absent is `null`. */
export type Nullable<T> = {
  [K in keyof T]-?: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K];
};

const words: Record<Action, string> = { grant: 'Grant', renewal: 'Renew', removal: 'Remove' };

/** The variables for one request. */
export function templateContext(request: AccessRequest, environment: string): TemplateContext {
  return {
    request: {
      ...request,
      recipient: personOf(request.recipient),
      requester: personOf(request.requester),
      reason: said(request.reason),
      validFrom: said(request.validFrom),
      validUntil: said(request.validUntil),
      data: request.data ?? {},
    },
    environment,
    action: words[request.action],
  };
}

function personOf(person: Person): Nullable<Person> {
  return { ...person, email: said(person.email) };
}

/** A blank optional text counts as not said. */
export function said(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text;
}
