// Which of the allowed words someone probably meant.

/** The number of letters to change, add, drop or swap with the next, to get from one word to the other. */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    before = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}

/** The allowed word closest to what was written, if it is close enough to be a slip of the pen. */
export function nearMiss(written: string, allowed: readonly string[]): string | undefined {
  if (written.length > 100) return undefined;
  const plain = (word: string): string => word.toLowerCase().replaceAll(/[-_ ]/g, '');
  const ranked = allowed
    .map((word) => ({ word, away: distance(plain(written), plain(word)) }))
    .sort((a, b) => a.away - b.away);
  const best = ranked[0];
  return best !== undefined && best.away <= Math.max(1, best.word.length / 3)
    ? best.word
    : undefined;
}
