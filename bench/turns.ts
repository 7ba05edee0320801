// Measuring fairly: ours and its counterparts take turns, so that a machine with other work to do slows all of them.

type Measure = () => Promise<number>;

/** A counterpart: its median, and the median of ours / it of each round. */
export interface Compared {
  bare: number;
  ratio: number;
}

/** Medians of so many rounds; the two sides of a ratio were measured within the same seconds. */
export async function inTurns(
  rounds: number,
  ours: Measure,
  counterparts: readonly Measure[],
): Promise<{ ours: number; compared: Compared[] }> {
  const all: { mine: number; theirs: number[] }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const mine = await ours();
    const theirs: number[] = [];
    for (const counterpart of counterparts) theirs.push(await counterpart());
    all.push({ mine, theirs });
  }
  return {
    ours: median(all.map(({ mine }) => mine)),
    compared: counterparts.map((_, at) => ({
      bare: median(all.map(({ theirs }) => theirs[at] ?? NaN)),
      ratio: median(all.map(({ mine, theirs }) => mine / (theirs[at] ?? NaN))),
    })),
  };
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value that so large a part of all does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * part) - 1] ?? NaN;
}
