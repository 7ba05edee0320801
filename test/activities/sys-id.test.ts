// Shows that the key of a ticket is one value for one request, for good.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ticketSysId } from '../../activities/servicenow/marker.ts';

const identity = { environment: 'test', instance: 'main', requestId: 'R-1', ordinal: 1 };

test('the key of a request is this value in every release', () => {
  // sha256sum of ["test","main","R-1",1]; another value would give waiting requests a second ticket.
  expect(ticketSysId(identity)).toBe('c4acee6e2bd5cd21c6292a2932a80646');
});

test('each part makes another key', () => {
  const others = [
    identity,
    { ...identity, environment: 'production' },
    { ...identity, instance: 'other' },
    { ...identity, requestId: 'R-2' },
    { ...identity, ordinal: 2 },
    // The same letters in other parts.
    { ...identity, environment: 'tes', instance: 'tmain' },
  ];
  expect(new Set(others.map(ticketSysId)).size).toBe(others.length);
});

test('a key is 32 hex digits, whatever the parts', () => {
  const part = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(part, part, part, fc.nat(), (environment, instance, requestId, ordinal) => {
      const key = ticketSysId({ environment, instance, requestId, ordinal });
      expect(key).toMatch(/^[0-9a-f]{32}$/);
      expect(key).toBe(ticketSysId({ environment, instance, requestId, ordinal }));
    }),
  );
});
