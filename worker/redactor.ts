// What may not stand in a log line, taken out of any text: secrets that were read, credentials, addresses of people.
import type { ActivityDependencies } from '../activities/dependencies.ts';

/** Takes secrets and personal data out of texts; it knows every secret that was read through it. */
export interface Redactor {
  redact: (text: string) => string;
  /** The same reader; what it reads never stands in a redacted text again. */
  watch: (readSecret: SecretReader) => SecretReader;
}

type SecretReader = ActivityDependencies['readSecret'];

/** Shorter ones would blank out words, and are no secrets. */
const shortest = 4;

/** Credentials of HTTP, e-mail addresses, and what follows the `?` of a URL. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(basic|bearer)\s+[\w+/=.~-]+/gi, '$1 [secret]'],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[e-mail]'],
  [/(https?:\/\/[^\s?#"']+)[?#][^\s"']*/g, '$1?[query]'],
];

export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  const remember = (secret: string): void => {
    if (secret.length >= shortest) secrets.add(secret).add(encodeURIComponent(secret));
  };
  return {
    redact: (text) => {
      let redacted = text;
      for (const secret of secrets) redacted = redacted.replaceAll(secret, '[secret]');
      for (const [pattern, words] of patterns) redacted = redacted.replaceAll(pattern, words);
      return redacted;
    },
    watch: (readSecret) => async (reference) => {
      const secret = await readSecret(reference);
      remember(secret);
      return secret;
    },
  };
}
