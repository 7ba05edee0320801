// Secrets by reference: read where the configuration points, each time anew.
import { resolve } from 'node:path';
import { readTextFile } from './bounded-yaml.ts';
import { SecretError } from './error.ts';
import type { Configuration, Secret } from './schema.ts';

/** Reads the secret at each call, so that a renewed one is found without a restart. */
export type SecretReader = (secret: Secret) => Promise<string>;

/**
 * @param folder relative file names start from here: the folder of the configuration.
 * The reader rejects with a SecretError that names the variable or file, never a value.
 */
export function createSecretReader(folder: string): SecretReader {
  return async (secret) =>
    'env' in secret ? fromEnvironment(secret.env) : await fromFile(folder, secret.file);
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value.trim() !== '') return value;
  const what = value === undefined ? 'not set' : 'empty';
  throw new SecretError(`the environment variable ${name} is ${what}; set it`);
}

async function fromFile(folder: string, file: string): Promise<string> {
  const path = resolve(folder, file);
  const read = await readTextFile(path, 64 * 1024).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new SecretError(`the secret file ${path} cannot be read (${code}); create or allow it`);
  });
  if (!read.ok) throw new SecretError(`the secret file ${path} cannot be used: ${read.problem}`);
  const value = read.text.replace(/\r?\n$/, '');
  if (value.trim() === '') throw new SecretError(`the secret file ${path} is empty; fill it`);
  return value;
}

/** Every secret that the configuration names, and where. */
function secretsOf(configuration: Configuration): { path: string; secret: Secret }[] {
  const webhook = configuration.identityManager.webhook.secrets.map((secret, index) => ({
    path: `identityManager.webhook.secrets[${index}]`,
    secret,
  }));
  const instances = Object.entries(configuration.servicenow.instances).map(([name, { auth }]) => {
    const path = `servicenow.instances.${name}.auth`;
    return 'basic' in auth
      ? { path: `${path}.basic.password`, secret: auth.basic.password }
      : { path: `${path}.oauth.clientSecret`, secret: auth.oauth.clientSecret };
  });
  return [...webhook, ...instances];
}

/** Whether a secret can be read now; `problem` says why not. */
export interface SecretCheck {
  path: string;
  problem?: string;
}

/** Reads every secret that the configuration names, once. */
export function checkSecrets(
  configuration: Configuration,
  read: SecretReader,
): Promise<SecretCheck[]> {
  const checks = secretsOf(configuration).map(async ({ path, secret }) => {
    try {
      await read(secret);
      return { path };
    } catch (error) {
      return { path, problem: error instanceof Error ? error.message : 'cannot be read' };
    }
  });
  return Promise.all(checks);
}
