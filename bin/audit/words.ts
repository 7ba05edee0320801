// The words for one entry of an audit trail: what happened in one line, and what is told below it.
import type { TrailEntry } from '../../client/audit/schema.ts';

/** What happened in one line, and what is told below it. */
export interface EntryWords {
  what: string;
  details: string[];
}

/** An entry of a kind. */
export type Of<Kind extends TrailEntry['kind']> = Extract<TrailEntry, { kind: Kind }>;

/** What says the words of each kind of entry. */
export type WordsBy = { [Kind in TrailEntry['kind']]: (entry: Of<Kind>) => EntryWords };

/** An entry with its details. */
export const words = (what: string, ...details: readonly string[][]): EntryWords => ({
  what,
  details: details.flat(),
});

/** A detail that is left out where there is nothing to tell. */
export const detail = (label: string, value: string | number | undefined): string[] =>
  value === undefined || value === '' ? [] : [`${label}: ${value}`];

/** A detail that stands only where it is so. */
export const only = (is: boolean, text: string): string[] => (is ? [text] : []);

/** `release 0.1.0, configuration 0123456789ab`. */
export const judge = ({ release, configuration }: { release: string; configuration: string }) =>
  `release ${release}, configuration ${configuration}`;

/** `2026-11-24 08:31:05.123`: a time of the trail, all of them UTC. */
export const clock = (iso: string): string => iso.replace('T', ' ').replace('Z', '');
