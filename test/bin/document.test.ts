// Documents as they are read: JSON as JSON means it, YAML for people, and nothing else.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDocument } from '../../bin/document.ts';

const folder = await mkdtemp(join(tmpdir(), 'access-request-document-'));

async function read(content: string | Buffer): Promise<unknown> {
  const file = join(folder, 'document');
  await writeFile(file, content);
  return readDocument(file);
}

test('any JSON text is read as JSON reads it', async () => {
  const value = fc.dictionary(
    fc.string({ unit: 'binary' }),
    fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer(), fc.boolean()),
  );
  await fc.assert(
    fc.asyncProperty(value, fc.constantFrom(0, 2), async (document, indent) => {
      const text = JSON.stringify(document, undefined, indent);
      expect(await read(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 300 },
  );
  const ascii = String.raw`{"a": "\ud83d\udd11 \u00e4 \/ \u202e", "b": "${'x'.repeat(10_000)}"}`;
  expect(await read(ascii)).toEqual(JSON.parse(ascii));
});

test('YAML for people, with dates and ids as they are written', async () => {
  expect(await read("id: '4711'\nvalidFrom: 2026-12-01\nrecipient: { id: jdoe }\n")).toEqual({
    id: '4711',
    validFrom: '2026-12-01',
    recipient: { id: 'jdoe' },
  });
});

test.each([
  ['broken', '{"a": ', /is neither JSON nor YAML \(line 1, column \d+: \w+\); correct it$/],
  ['large', Buffer.alloc(1024 * 1024 + 1, 0x20), /is larger than 1 MiB; a request is far smaller$/],
  ['binary', Buffer.from([0xff, 0xfe]), /is not UTF-8 text; save it as such$/],
  ['without its anchor', 'a: *b', /has aliases that cannot be resolved; correct them$/],
])('what is %s is refused', async (_case, content, message) => {
  await expect(read(content)).rejects.toThrow(message);
});
