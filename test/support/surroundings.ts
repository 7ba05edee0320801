// What a started program knows of the machine: where programs are, and the tests' own home, temporary folder and bundles.
const known = ['PATH', 'HOME', 'TMPDIR', 'NODE_COMPILE_CACHE', 'ACCESS_REQUEST_BUNDLES'];

/** The environment of a program that a test starts; `more` is what the test is about. */
export function surroundings(more: Record<string, string> = {}): Record<string, string> {
  const ours = known.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(ours), ...more };
}
