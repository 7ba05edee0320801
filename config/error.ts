// What is wrong with a configuration, said once and whole.

/** The configuration cannot be used. The message names the file, then each problem on a line of its own. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(path: string, problems: readonly string[], verdict = 'is wrong') {
    const subject = `the configuration ${path} ${verdict}`;
    super(
      problems.length === 1
        ? `${subject}: ${problems.join('')}`
        : `${subject} in ${problems.length} places:\n${problems.map((p) => `  ${p}`).join('\n')}`,
    );
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

/** A secret that cannot be read. The message names the variable or the file, never a value. */
export class SecretError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SecretError';
  }
}
