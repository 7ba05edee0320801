// What every entry of an audit trail says: when it happened, by whose word, who did it, and where it stands.
import { z } from 'zod';
import { factSchemas } from '../../contract/facts.ts';
import { time } from '../../contract/kinds.ts';

const { Doer: who, Fate } = factSchemas();

/** What every entry has: when it was recorded and happened, who did it, and where it stands. */
export const place = {
  recordedAt: time().describe(
    'When our history recorded it, by the clock of Temporal; entries are in this order.',
  ),
  at: z
    .union([time(), z.iso.date()])
    .describe('When it happened, by the word of `source`; a day where no time was said.')
    .meta({ id: 'At' }),
  source: z
    .enum(['temporal', 'servicenow', 'identity-manager'])
    .describe(
      'Whose clock says `at`: ours, that of ServiceNow, or that of a message of the identity manager.',
    )
    .meta({ id: 'Source' }),
  who,
  run: z.string().describe('The run in whose history it stands, or that is missing.'),
  event: z
    .int()
    .optional()
    .describe('The event of that history; none where nothing of it is left.'),
};

export const became = z
  .enum([...Fate.options, 'waits', 'unknown'])
  .describe(
    'What became of it. `held-back`: it waits for a lower sequence. `not-taken`: its sender believes it to be taken. ' +
      '`waits`: no worker had taken it when this history ended. `unknown`: see the entry `missing` that says why.',
  )
  .meta({ id: 'Became' });
