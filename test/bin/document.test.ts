// Documents as they are read: JSON as JSON means it, YAML for people, and nothing else.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDocument } from '../../bin/document.ts';
import { checkRequest, requestLimits } from '../../contract/access-request.ts';

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

test('the largest lawful request is read, however it is escaped', async () => {
  const { id, name, email, url, category, text, entries, data } = requestLimits;
  const escaped = (length: number): string => String.raw`\u00e4`.repeat(length);
  const person = `{"id":"${escaped(id)}","name":"${escaped(name)}","email":"${escaped(email)}"}`;
  const values = Array.from(
    { length: entries },
    (_, n) => `"${'k'.repeat(47)}${100 + n}":"${escaped(data / entries)}"`,
  );
  const request = `{"id":"${'i'.repeat(100)}","action":"grant",
    "reference":{"id":"${escaped(id)}","url":"https://x/${'x'.repeat(url - 10)}"},
    "serviceItem":{"id":"${escaped(id)}","name":"${escaped(name)}"},
    "serviceCategory":"${escaped(category)}","recipient":${person},"requester":${person},
    "reason":"${escaped(text)}","validFrom":"2026-12-01","data":{${values.join()}}}`;
  expect(checkRequest(await read(request)).ok).toBe(true);
});

test.each([
  [
    'broken',
    '{"a": ',
    /cannot be read as JSON or YAML \(line 1, column \d+: Flow map .*\); correct it$/,
  ],
  ['large', Buffer.alloc(1_400_000, 0x20), /: it has 1400000 bytes, and 1356000 are the most$/],
  ['binary', Buffer.from([0xff, 0xfe]), /cannot be used: it is not UTF-8 text$/],
  ['without its anchor', 'a: *b', /\(line 1, column 4: this alias has no anchor\); correct it$/],
])('what is %s is refused', async (_case, content, message) => {
  await expect(read(content)).rejects.toThrow(message);
});
