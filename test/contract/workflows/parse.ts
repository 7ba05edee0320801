// A workflow that parses values by the schemas of the contract, as workflow code does.
import { checkRequest, type CheckedRequest } from '../../../contract/access-request.ts';
import { schemas } from '../../../contract/schemas.ts';

/** A schema by name, and what is to be parsed by it. */
export interface Parse {
  name: string;
  value: unknown;
}

/** What each gave: the parsed value, or how many issues. */
export function parse(all: Parse[]): Promise<({ value: unknown } | { issues: number })[]> {
  const known = new Map(Object.entries(schemas()));
  const results = all.map(({ name, value }) => {
    const parsed = known.get(name)?.safeParse(value);
    if (parsed === undefined) throw new Error(`no schema ${name}`);
    return parsed.success ? { value: parsed.data } : { issues: parsed.error.issues.length };
  });
  return Promise.resolve(results);
}

/** As the client checks a request. */
export function check(input: unknown): Promise<CheckedRequest> {
  return Promise.resolve(checkRequest(input));
}
