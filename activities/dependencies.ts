// What the worker hands to the activities.
import type { Configuration, Secret } from '../config/schema.ts';
import type { JudgedBy } from '../contract/ticket.ts';
import type { Lanes } from './lanes.ts';

export interface ActivityDependencies {
  configuration: Configuration;
  judgedBy: JudgedBy;
  /** Reads a secret anew at each call, so that a renewed one is found; rejects with a plain message. */
  readSecret: (secret: Secret) => Promise<string>;
  /** Where the calls under way are told, for the health of the worker. */
  lanes?: Lanes;
}
