// A request as a JSON or YAML document from a file or stdin, and the text of any file that a command names.
import { parseDocument, readText, readTextFile } from '../config/bounded-yaml.ts';
import { requestLimits } from '../contract/access-request.ts';
import { CommandFailure } from './exit.ts';

/** Every lawful request fits as compact JSON, even with six bytes (`\u00e4`) for each UTF-16 unit. */
const mostBytes =
  6 * (requestLimits.data + requestLimits.entries * 60 + requestLimits.text + 10_000);
/** The largest lawful request as JSON has some 800; comments and empty lines count as well. */
const mostParts = 20_000;

/** `-` is stdin. JSON is YAML, so one parser reads both, and finds a key that stands twice. */
export async function readDocument(file: string): Promise<unknown> {
  const document = parseDocument(await textOf(file, mostBytes), mostParts);
  if (document.ok) return document.value;
  const [problem] = document.problems;
  throw new CommandFailure(
    `${nameOf(file)} cannot be read as JSON or YAML (${problem}); correct it`,
    2,
  );
}

/** The text of a file, or of stdin for `-`. @throws CommandFailure 2 */
export async function textOf(file: string, most: number): Promise<string> {
  const reading = file === '-' ? readText(process.stdin, most) : readTextFile(file, most);
  const read = await reading.catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new CommandFailure(
      `${nameOf(file)} cannot be read (${code}); name a file that can, or - for stdin`,
      2,
    );
  });
  if (read.ok) return read.text;
  throw new CommandFailure(`${nameOf(file)} cannot be used: ${read.problem}`, 2);
}

const nameOf = (file: string): string => (file === '-' ? 'stdin' : file);
