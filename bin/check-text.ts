// The findings of a check for people: one line each, and what to do below those that need it.
import type { Finding } from '../activities/checks/finding.ts';
import type { CheckReport } from './check.ts';
import { colours } from './output.ts';
import { plain } from './plain.ts';

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

const line = (verdict: Finding['verdict'], subject: string): string =>
  `${paint(verdict)(verdict.padEnd(7))}  ${plain(subject)}`;

function paint(verdict: Finding['verdict']): (text: string) => string {
  switch (verdict) {
    case 'ok':
      return colours.green;
    case 'warning':
      return colours.yellow;
    case 'wrong':
      return colours.red;
  }
}
