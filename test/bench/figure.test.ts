// The table of the bench: what meets its mark, and how that is shown. No figure is asserted: those are measured.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  atMost,
  exactly,
  type Figure,
  isMet,
  paragraph,
  ratioAtLeast,
  ratioAtMost,
  tableOf,
} from '../../bench/figure.ts';
import { rows } from '../../bench/rows.ts';
import { inTurns, median, quantile } from '../../bench/turns.ts';

const figure = (change: Partial<Figure>): Figure => ({ what: 'x', ours: 1, ...change });

test.each([
  [{ ours: 11, mark: exactly(11) }, true],
  [{ ours: 11.2, mark: exactly(11) }, false],
  [{ ours: 50, mark: atMost(50) }, true],
  [{ ours: 50.1, mark: atMost(50) }, false],
  [{ ours: NaN, mark: atMost(50) }, false],
  [{ ours: 115, bare: 100, mark: ratioAtMost(1.15) }, true],
  [{ ours: 116, bare: 100, mark: ratioAtMost(1.15) }, false],
  [{ ours: 85, bare: 100, mark: ratioAtLeast(0.85) }, true],
  [{ ours: 84, bare: 100, mark: ratioAtLeast(0.85) }, false],
  [{ ours: 1, bare: 100, ratio: 0.9, mark: ratioAtLeast(0.85) }, true],
  [{ ours: 1, mark: ratioAtLeast(0.85) }, false],
  [{ ours: 1 }, undefined],
])('%o is met: %s', (change, met) => {
  expect(isMet(figure(change))).toBe(met);
});

test('what the table shows as its mark is met', () => {
  const close = figure({ ours: 1.1504, bare: 1, mark: ratioAtMost(1.15) });
  expect(tableOf([close])).toContain('1.15  ratio <= 1.15  yes');
});

test('the table has a line for each figure, with nothing where there is nothing', () => {
  const lines = tableOf([
    figure({ what: 'events', ours: 11, bare: 11, mark: exactly(11) }),
    figure({ what: 'heap, KiB', ours: 141.4, bare: 59.03, mark: atMost(50) }),
    figure({ what: 'p50, s', ours: 0.444 }),
  ]).split('\n');
  expect(lines).toEqual([
    '              OURS     BARE    RATIO  MARK   MET',
    'events          11       11     1.00  11     yes',
    'heap, KiB      141     59.0     2.40  <= 50  NO',
    'p50, s        0.44',
  ]);
});

test('a reading is broken into lines below its name', () => {
  const lines = paragraph('poll', 'word '.repeat(30).trim()).split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^ {2}poll {8}word( word)+$/);
  expect(lines[1]).toMatch(/^ {14}word( word)+$/);
});

test('turns are compared within their round, so that a machine that slows down changes no ratio', async () => {
  const figures = [1, 10, 2, 20, 400, 4_000];
  const next = () => Promise.resolve(figures.shift() ?? NaN);
  expect(await inTurns(3, next, [next])).toEqual({
    ours: 2,
    compared: [{ bare: 20, ratio: 0.1 }],
  });
});

test('medians and quantiles are values that were measured', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect([median(hundred), quantile(hundred, 0.95), quantile([7], 0.95)]).toEqual([50, 95, 7]);
});

test('CONTRIBUTING.md names every row', async () => {
  const contributing = await readFile(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8');
  const [, named = ''] = /`npm run bench -- ([^`]+)`/.exec(contributing) ?? [];
  expect(named.split(' ')).toEqual(rows.map(({ name }) => name));
});
