// One concern of the bench: its figures, and what a reader of them must know.
import type { Figure } from './figure.ts';
import type { Setting } from './setting.ts';

export interface Row {
  /** As in `npm run bench -- <name>`. */
  name: string;
  /** What was measured, and against what. */
  reading: string;
  /** Rejects where what was measured did not do its work. */
  measure: (setting: Setting) => Promise<Figure[]>;
}
