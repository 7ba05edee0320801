// The versions of the rules: fixed within a run; a run that goes on hands the newest version to the next one.
import type { State } from './state.ts';

/** What may differ from version to version. A new version is a new row; the rows of versions that requests have stay. */
export interface Rules {
  /** How many polls in a row must miss the ticket before a person is asked: a 404 can be a passing thing. */
  missingReadings: number;
}

const versions: readonly Rules[] = [{ missingReadings: 3 }];

/** The newest version that this release knows; versions count from 1. */
export const newestRules = versions.length;

/** The rules of a request. Throws where they are newer than this release: see `readCarried`. */
export function rulesOf({ rules }: Pick<State, 'rules'>): Rules {
  const row = versions[rules - 1];
  if (row === undefined) {
    throw new Error(
      `The request has rules of version ${rules}; this release knows ${newestRules}. A newer worker can go on with it.`,
    );
  }
  return row;
}
