// The worker's end of the channel to `dev`: says that it runs, and ends when `dev` is gone, however that went.

/** What a worker under `dev` says once it takes work. */
export const runningMessage = 'running';

/** Ends this process when the process that started it is gone, killed or not. */
export function endWithParent(): void {
  process.once('disconnect', () => process.exit(1));
  // The channel alone keeps no process alive, so that a worker that has drained ends.
  process.channel?.unref();
}

export function tellParent(): void {
  process.send?.(runningMessage);
}
