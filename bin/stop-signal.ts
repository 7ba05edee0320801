// How a command that runs for long is told to end.

/**
 * Aborted by the first Ctrl-C, SIGTERM, or end of the terminal. A second one finds no handler and ends the
 * process at once.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}
