// Waiting in real time, until a simulator closes.
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits; false when the simulator closed meanwhile. */
export async function waited(milliseconds: number, closing: AbortSignal): Promise<boolean> {
  if (milliseconds <= 0) return true;
  return sleep(milliseconds, true, { signal: closing }).catch(() => false);
}
