// The order of test files: the longest first, the short ones of project `fast` last, so that no process waits for another at the end.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest on two cores, from long to less long. */
const longest = [
  'documents/tour',
  'bin/dev',
  'chaos/decisions',
  'package/package',
  'script/demo',
  'e2e/scenarios',
  'e2e/notes',
  'bin/requests',
  'workflows/whole-tasks',
  'workflows/continue-as-new',
  'chaos/fifty-requests',
  'client/audit-rounds',
  'workflows/access-request',
  'e2e/tables',
  'e2e/trail',
  'worker/replay-open',
  'client/histories',
].map((name) => `/test/${name}.test.ts`);

function rank({ moduleId, project }: TestSpecification): number {
  const at = longest.findIndex((file) => moduleId.endsWith(file));
  if (at >= 0) return at;
  return longest.length + (project.name === 'fast' ? 1 : 0);
}

/** A class, for vitest makes one of it. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
