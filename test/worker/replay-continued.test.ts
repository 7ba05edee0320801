// Replays of a request that went on in a new run, and that everything which an event keeps of the workflow is compared.
import { defaultPayloadConverter } from '@temporalio/common';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { replayBundle, workflowBundle } from '../../worker/bundle.ts';
import { replayHistories, type Difference } from '../../worker/replay/verdicts.ts';
import { decisionSignal } from '../../workflows/definitions.ts';
import { samplePlan } from '../support/samples.ts';
import { eventually, quick, startScripted, type Scripted } from '../support/scripted.ts';

type HistoryEvent = NonNullable<History['events']>[number];

let scripted: Scripted;
let code: Awaited<ReturnType<typeof replayBundle>>;
let runs: [first: History, second: History];

beforeAll(async () => {
  const sent = Promise.withResolvers<undefined>();
  scripted = await startScripted(
    inject('temporalAddress'),
    await workflowBundle(),
    (taskQueue) => ({
      // So many messages wait by then that senders are told to wait, in the memo.
      PlanTicket: async () => {
        await sent.promise;
        return samplePlan({ taskQueue, cadence: quick });
      },
    }),
  );
  code = await replayBundle();
  runs = await continued(sent.resolve);
});
afterAll(() => scripted.close());

/** A request with so many decisions that it goes on in a new run: the history of the first and what there is of the second. */
async function continued(allSent: (value: undefined) => void): Promise<typeof runs> {
  const started = await scripted.start();
  const handle = scripted.client.workflow.getHandle(started.workflowId);
  for (let n = 1; n <= 110; n += 1) {
    const decision = { id: String(n), step: 'Manager', approver: 'Mary Roe', final: false };
    await handle.signal(decisionSignal, { ...decision, verdict: 'approved' });
  }
  allSent(undefined);
  const { firstExecutionRunId } = started;
  const first = scripted.client.workflow.getHandle(started.workflowId, firstExecutionRunId);
  const ended = await eventually(async () => {
    const { runId } = await handle.describe();
    return runId === firstExecutionRunId ? undefined : first.fetchHistory();
  }, 'the second run');
  const second = await eventually(async () => {
    const history = await handle.fetchHistory();
    return (history.events?.length ?? 0) > 20 ? history : undefined;
  }, 'some events of the second run');
  return [ended, second];
}

test('both runs are as recorded, and so is what the first hands over to the second', async () => {
  const [first] = runs;
  expect(first.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.memo).toBeTruthy();
  const found = await replayHistories(runs, code);
  expect(found).toEqual([
    { kind: 'same', compared: expect.any(Number) as unknown },
    { kind: 'same', compared: expect.any(Number) as unknown },
  ]);
});

/** What is found in the first run when its last event of a kind records something else. */
async function found(
  change: (event: HistoryEvent) => Partial<HistoryEvent> | undefined,
): Promise<Omit<Difference, 'eventId'>[]> {
  const events = runs[0].events ?? [];
  const at = events.findLastIndex((event) => change(event) !== undefined);
  const changed = events.map((event, index) =>
    index === at ? { ...event, ...change(event) } : event,
  );
  const [verdict] = await replayHistories([{ events: changed }], code);
  if (verdict?.kind !== 'different') throw new Error(`it was ${verdict?.kind}`);
  return verdict.differences.map(({ eventId, ...rest }) => {
    expect(eventId).toBe(at + 1);
    return rest;
  });
}

const other = defaultPayloadConverter.toPayload('other');

test('other search attributes are caught', async () => {
  const differences = await found(({ upsertWorkflowSearchAttributesEventAttributes: upserted }) =>
    upserted == null
      ? undefined
      : {
          upsertWorkflowSearchAttributesEventAttributes: {
            ...upserted,
            searchAttributes: { indexedFields: { AccessRequestState: other } },
          },
        },
  );
  expect(differences).toMatchObject([
    { what: 'search attributes', path: 'AccessRequestState', recorded: 'other' },
  ]);
});

test('another memo is caught', async () => {
  const differences = await found(({ workflowPropertiesModifiedEventAttributes: modified }) =>
    modified == null
      ? undefined
      : {
          workflowPropertiesModifiedEventAttributes: {
            ...modified,
            upsertedMemo: { fields: { full: other } },
          },
        },
  );
  expect(differences).toMatchObject([{ what: 'memo', path: 'full', recorded: 'other' }]);
});

test.each([
  ['input', { input: { payloads: [other] } }, 'input[0]'],
  ['memo', { memo: { fields: { full: other } } }, 'memo.full'],
  [
    'search attributes',
    { searchAttributes: { indexedFields: { AccessRequestState: other } } },
    'searchAttributes.AccessRequestState',
  ],
])('the next run is handed other %s: it is caught', async (_what, change, path) => {
  const differences = await found(
    ({ workflowExecutionContinuedAsNewEventAttributes: continuedAsNew }) =>
      continuedAsNew == null
        ? undefined
        : {
            workflowExecutionContinuedAsNewEventAttributes: { ...continuedAsNew, ...change },
          },
  );
  expect(differences).toMatchObject([{ what: 'continue-as-new', path, recorded: 'other' }]);
});
