// `npm run bench`: what a request costs, each figure beside its mark or its bare counterpart of the same run.
import { type Figure, paragraph, tableOf } from './figure.ts';
import type { Row } from './row.ts';
import { rows } from './rows.ts';
import { withSetting } from './setting.ts';

function chosen(names: readonly string[]): readonly Row[] {
  const known = rows.map(({ name }) => name);
  const wrong = names.filter((name) => !known.includes(name));
  if (wrong.length > 0) {
    process.stderr.write(`error: no row ${wrong.join(', ')}; there are ${known.join(', ')}\n`);
    process.exit(2);
  }
  return names.length === 0 ? rows : rows.filter(({ name }) => names.includes(name));
}

function report(asked: readonly Row[], figures: readonly Figure[], minutes: number): string {
  const readings = asked.map(({ name, reading }) => paragraph(name, reading));
  return `
${tableOf(figures)}

BARE is the same work with nothing around it, by Temporal's SDK or Node alone, in the same minutes on the same machine:
compare a RATIO between machines, never the other columns. ${minutes.toFixed(1)} minutes, Node ${process.version}.
${readings.join('\n')}
`;
}

const asked = chosen(process.argv.slice(2));
const figures: Figure[] = [];
const started = performance.now();
try {
  await withSetting(async (setting) => {
    for (const row of asked) {
      process.stderr.write(`measuring ${row.name} ...\n`);
      figures.push(...(await row.measure(setting)));
    }
  });
} finally {
  // A row that failed takes nothing from those before it.
  process.stdout.write(report(asked, figures, (performance.now() - started) / 60_000));
}
