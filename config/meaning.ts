// What the schema says of each key beside its type: the words of docs/configuration.md.
import type { z } from 'zod';

/**
 * Whose word counts for a request that waits: `plan` is what was in force when it was planned, `live` what the worker has
 * that acts, `both` where one use is pinned and another is not.
 */
type Taken = 'plan' | 'live' | 'both';

/** What neither the type nor the default of a key says. */
interface Detail {
  /** What may stand there, in words. */
  allowed?: string;
  /** What holds where nothing is said and no value is the default. */
  unset?: string;
  /** What the keys of a mapping are: `categories.<category>`. */
  each?: string;
}

const said =
  (taken?: Taken) =>
  (description: string, detail: Detail = {}): z.GlobalMeta => ({
    ...detail,
    description,
    ...(taken === undefined ? {} : { taken }),
  });

export const planned = said('plan');
export const live = said('live');
export const both = said('both');
export const group = said();
