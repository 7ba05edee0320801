// The checks of `access-request check`, and their findings for people: what all others need comes first.
import { dirname } from 'node:path';
import ms from 'ms';
import { fine, warning, type Finding } from '../activities/checks/finding.ts';
import { checkIdentityManager } from '../activities/checks/identity-manager.ts';
import { checkServiceNow, instancesInUse } from '../activities/checks/servicenow.ts';
import { checkTemplates } from '../activities/checks/templates.ts';
import { AccessRequestError } from '../client/errors.ts';
import { namesOf, registration } from '../client/temporal/attributes.ts';
import { askTemporal } from '../client/temporal/namespace.ts';
import { loadConfiguration } from '../config/load.ts';
import {
  checkSecrets,
  createSecretReader,
  type SecretCheck,
  type SecretReader,
} from '../config/secrets.ts';
import type { Configuration } from '../config/schema.ts';
import { colours } from './output.ts';
import { plain } from './plain.ts';

/** What was found. `digest` says of which configuration. */
export interface CheckReport {
  configuration: string;
  environment: string;
  digest: string;
  secrets: Finding[];
  templates: Finding[];
  systems: Finding[];
}

/** Asks every system once, all of them at once. @throws ConfigurationError */
export async function check(path: string): Promise<CheckReport> {
  const { configuration, digest } = await loadConfiguration(path);
  const readSecret = createSecretReader(dirname(path));
  const { environment } = configuration;
  const secrets = await checkSecrets(configuration, readSecret);
  const systems = await Promise.all([
    checkTemporal(),
    ...[...instancesInUse(configuration)].map(([name, tables]) =>
      checkInstance(configuration, name, tables, readSecret),
    ),
    checkIdentityManager(configuration).then((finding) => [finding]),
  ]);
  return {
    configuration: path,
    environment,
    digest,
    secrets: secrets.map(secretFinding),
    templates: checkTemplates(configuration),
    systems: systems.flat(),
  };
}

function secretFinding({ path, problem }: SecretCheck): Finding {
  const subject = `secret ${path}`;
  if (problem === undefined) return fine(subject, 'can be read');
  const remedy = 'Without it the workers cannot sign in or sign.';
  return { verdict: 'wrong', subject, words: problem, remedy };
}

/** 0: nothing is wrong; 1: a system is; 2: a secret or a template is, and with it the configuration. */
export function checkExitCode({ secrets, templates, systems }: CheckReport): 0 | 1 | 2 {
  const anyWrong = (findings: readonly Finding[]): boolean =>
    findings.some(({ verdict }) => verdict === 'wrong');
  if (anyWrong([...secrets, ...templates])) return 2;
  return anyWrong(systems) ? 1 : 0;
}

const enough = 30 * 24 * 60 * 60 * 1000;

async function checkTemporal(): Promise<Finding[]> {
  try {
    const { address, namespace, retention, missing } = await askTemporal();
    const subject = `Temporal at ${address}`;
    const kept = `keeps closed runs for ${ms(retention, { long: true })}`;
    if (missing.length > 0) {
      const words = `the namespace ${namespace} lacks search attributes: ${namesOf(missing)}`;
      const remedy = `Register them, workers do not start without: ${registration(namespace, missing)}`;
      return [{ verdict: 'wrong', subject, words, remedy }];
    }
    if (retention >= enough) return [fine(subject, `has the namespace ${namespace}, ${kept}`)];
    const remedy = `Keep them for 30 days or more, so that what ended can be looked up: temporal operator namespace update --namespace ${namespace} --retention 8760h`;
    return [warning(subject, `the namespace ${namespace} only ${kept}`, remedy)];
  } catch (error) {
    if (!(error instanceof AccessRequestError)) throw error;
    const { what: words, remedy } = error;
    return [{ verdict: 'wrong', subject: 'Temporal', words, remedy }];
  }
}

function checkInstance(
  { servicenow, categories }: Configuration,
  name: string,
  tables: ReadonlySet<string>,
  readSecret: SecretReader,
): Promise<Finding[]> {
  const instance = new Map(Object.entries(servicenow.instances)).get(name);
  return instance === undefined
    ? Promise.resolve([])
    : checkServiceNow(name, instance, tables, readSecret, categories);
}

/** All findings and a last line that sums them up. */
export function checkText(report: CheckReport): string {
  const { configuration, environment, digest } = report;
  const findings = [...report.secrets, ...report.templates, ...report.systems];
  const head = `${line('ok', `configuration ${configuration}`)}: environment ${environment}, digest ${digest}`;
  const count = (verdict: Finding['verdict']): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const sum = `${count('ok') + 1} ok, ${count('warning')} to look at, ${count('wrong')} wrong`;
  return [head, ...findings.map(findingText), sum].join('\n');
}

function findingText(finding: Finding): string {
  const said = `${line(finding.verdict, finding.subject)}: ${plain(finding.words)}`;
  return finding.verdict === 'ok' ? said : `${said}\n         To do: ${plain(finding.remedy)}`;
}

const paint = { ok: colours.green, warning: colours.yellow, wrong: colours.red };

const line = (verdict: Finding['verdict'], subject: string): string =>
  `${paint[verdict](verdict.padEnd(7))}  ${plain(subject)}`;
