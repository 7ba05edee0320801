// The kinds of values in orchestrator.yaml: durations, names, addresses, secrets by reference.
import ms, { type StringValue } from 'ms';
import { z } from 'zod';
import { both, group, planned } from './meaning.ts';

const inWords = /^\d+(\.\d+)? ?[a-z]+$/i;

/** `5m`, `4h`, `90 days`: a duration in words, kept in milliseconds. Zero is `0s`. */
export const duration = z
  .custom<string>(
    (text) =>
      typeof text === 'string' &&
      text.length <= 100 && // ms throws beyond
      inWords.test(text) &&
      Number.isFinite(ms(text.trim() as StringValue)),
    'is no duration such as 30s, 5m, 4h or 90d',
  )
  .transform((text) => ms(text as StringValue))
  .meta({ allowed: 'a duration' });

/** How long one thing may take: not nothing, and not longer than a timer of Node counts. */
export const timeLimit = duration
  .refine(
    (limit) => limit >= 1 && limit <= 86_400_000,
    'must be longer than nothing and at most 1d',
  )
  .meta({ allowed: 'a duration from 1ms to 1d' });

/** How long a request may wait for something that need not come. */
export const waitLimit = duration
  .refine((limit) => limit <= ms('10y'), 'must be at most 10y')
  .meta({ allowed: 'a duration up to 10y' });

/** Between two attempts of an activity. */
export const retrySchema = z
  .strictObject({
    initial: timeLimit
      .prefault('1s')
      .meta(planned('How long Temporal waits after the first failed attempt; doubled after each.')),
    maximum: timeLimit
      .prefault('1m')
      .meta(
        both(
          'The longest wait between two attempts and between two bursts (plan), and after a failure that is not soon over, ' +
            'such as refused credentials (live).',
        ),
      ),
  })
  .prefault({})
  .refine(({ initial, maximum }) => maximum >= initial, 'maximum must be at least initial')
  .meta(group('How often a failed attempt is repeated within a burst.'));

const [KiB, MiB] = [1024, 1024 * 1024];

/** `512KiB`, `4MiB`: a number of bytes in words, kept as a number. */
export const size = z
  .string()
  .regex(/^\d{1,9} ?(KiB|MiB)$/, 'is no size such as 512KiB or 4MiB')
  .transform((text) => Number.parseInt(text, 10) * (text.endsWith('KiB') ? KiB : MiB))
  .refine((bytes) => bytes >= 64 * KiB && bytes <= 64 * MiB, 'must be from 64KiB to 64MiB')
  .meta({ allowed: 'a size from 64KiB to 64MiB' });

export const name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,49}$/,
    'is no name: lower-case letters, digits, dot, dash, 50 at most',
  )
  .meta({ allowed: 'a name: lower-case letters, digits, `.`, `_`, `-`; 50 at most' });

export const address = z
  .url({ protocol: /^https?$/, error: 'is no http or https address', abort: true })
  .refine((url) => {
    const { username, password, search, hash } = new URL(url);
    return username === '' && password === '' && search === '' && hash === '';
  }, 'holds more than a scheme, a host and a path: secrets do not belong into a URL')
  .meta({ allowed: 'an http or https address: scheme, host and path alone' });

/** A secret is never a value in the file: `{ env: NAME }` or `{ file: path }`. */
export const secretSchema = z
  .union(
    [z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })],
    'must be { env: NAME } or { file: path }, never the secret itself',
  )
  .meta({ allowed: '`{ env: NAME }` or `{ file: path }`' });

/** A Liquid template of a column. */
export const template = z.string().meta({ allowed: 'a Liquid template' });

/** Of a note; one that renders nothing would leave a marker alone. */
export const noteTemplate = z
  .string()
  .min(1)
  .refine((text) => text.trim() !== '', 'must not be blank: take it out for the default')
  .meta({ allowed: 'a Liquid template, not blank' });
