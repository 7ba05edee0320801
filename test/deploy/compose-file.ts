// docker-compose.yml as the tests read it: only keys that are used here, so that a new one is thought about.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** The checkout. */
export const root = new URL('../../', import.meta.url);

/** A file of the checkout. */
export const read = (name: string): string => readFileSync(new URL(name, root), 'utf8');

const texts = z.array(z.string()).default([]);
/** Numbers and booleans in quotes: YAML would change how some are written. */
const variables = z.record(z.string(), z.string()).default({});

const service = z.strictObject({
  image: z.string(),
  build: z.literal('.').optional(),
  restart: z.enum(['no', 'unless-stopped']),
  command: texts,
  environment: variables,
  secrets: texts,
  volumes: texts,
  ports: texts,
  profiles: texts,
  depends_on: z
    .record(
      z.string(),
      z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }),
    )
    .default({}),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.literal('CMD')], z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.number(),
      start_period: z.string(),
    })
    .optional(),
  networks: z
    .strictObject({ default: z.strictObject({ aliases: z.array(z.string()) }) })
    .optional(),
  stop_grace_period: z.string().optional(),
  init: z.literal(true).optional(),
  read_only: z.literal(true).optional(),
  cap_drop: z.tuple([z.literal('ALL')]).optional(),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]).optional(),
});

const file = z.strictObject({
  name: z.string(),
  'x-ours': z.unknown(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});

/** One service of the file. */
export type Service = z.infer<typeof service>;

/** The file as text. */
export const composeText = read('docker-compose.yml');

/** The file as it is meant. */
export const compose = file.parse(parse(composeText, { merge: true }));

/** Each service with its name, for `test.each`. */
export const services = Object.entries(compose.services);

/** It does its work and ends. */
export const isOneShot = ({ restart }: Service): boolean => restart === 'no';

/** What a variable of the file is where nobody set it: `${NAME:-this}`. */
export const withDefaults = (text: string): string =>
  text.replaceAll(/\$\{\w+:-([^}]*)\}/g, (_, value: string) => value);
