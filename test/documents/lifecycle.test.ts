// Shows that the tables of the lifecycle stand in the documents as the code has them.
import { expect, test } from 'vitest';
import { lifecycleDocuments } from '../../script/lifecycle-doc.ts';

test('the life of a note and what clears attention are told as the code has them', async () => {
  for (const { today, made } of await lifecycleDocuments()) expect(today).toBe(made);
});
