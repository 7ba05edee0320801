// The identity manager simulator: takes the orchestrator's webhooks, and fails on command.
import { Hono } from 'hono';
import { type Clock, createClock } from '../clock.ts';
import { answerBroken, answerError, readBody } from '../control-http.ts';
import { listen, type ListenOptions, type ServerEnv } from '../listen.ts';
import { isNumber, isString, optional } from '../shape.ts';
import { createWebhookFaults, readWebhookFault, type WebhookFault } from './webhook-faults.ts';
import type { FaultCounts } from '../fault-book.ts';
import { createInbox, type Delivery } from './deliveries.ts';
import { requestsPage } from './deliveries-page.ts';
import { serveWebhook, type WebhookParts } from './webhook-route.ts';

/** How to start. */
export interface IdentityManagerOptions extends ListenOptions {
  /** Standard Webhooks secrets, `whsec_<base64>` or base64; any of them is believed. */
  secrets: readonly string[];
  /** Refuses deliveries whose timestamp is five minutes off; true unless said otherwise. */
  checkTimestamp?: boolean;
  /** Seeds the faults. The default is 1. */
  seed?: number;
}

/** A running simulator. */
export interface IdentityManagerSimulator {
  url: string;
  /** The address that deliveries go to. */
  webhook: string;
  port: number;
  close(): Promise<void>;
  clock: Clock;
  /** What was taken, in the order of first arrival; repeats are counted on the first. */
  received(): Delivery[];
  deliveriesOf(requestId: string): Delivery[];
  /** How many deliveries were refused for their signature. */
  rejected(): number;
  /** Sets a fault and gives its id. */
  fail(fault: WebhookFault): string;
  /** Takes back one fault, or all. */
  clear(id?: string): void;
  faultCounts(): FaultCounts;
}

/** Starts the simulator. @throws PortUnusable, HostUnusable */
export async function startIdentityManager(
  options: IdentityManagerOptions,
): Promise<IdentityManagerSimulator> {
  const { secrets, checkTimestamp = true, seed = 1 } = options;
  const closing = new AbortController();
  let refused = 0;
  const parts: WebhookParts = {
    clock: createClock(),
    faults: createWebhookFaults(seed),
    inbox: createInbox(),
    secrets,
    checkTimestamp,
    rejected: () => void (refused += 1),
    closing: closing.signal,
  };
  const control = controlOf(parts, () => refused);
  const app = new Hono<ServerEnv>();
  app.onError(answerBroken);
  app.post('/webhook', (c) => serveWebhook(c, parts));
  app.get('/', (c) => c.html(requestsPage(control.received())));
  addControlRoutes(app, control, () => parts.faults.list());
  const server = await listen(app.fetch, options);
  async function close(): Promise<void> {
    closing.abort();
    await server.close();
  }
  return {
    ...control,
    url: server.url,
    webhook: `${server.url}/webhook`,
    port: server.port,
    close,
  };
}

function controlOf({ clock, inbox, faults }: WebhookParts, rejected: () => number): Controlled {
  return {
    clock,
    received: () => inbox.received(),
    deliveriesOf: (requestId) =>
      inbox.received().filter((delivery) => delivery.requestId === requestId),
    rejected,
    fail: (fault) => faults.add(fault),
    clear: (id) => faults.clear(id),
    faultCounts: () => faults.counts(),
  };
}

type Controlled = Omit<IdentityManagerSimulator, 'url' | 'webhook' | 'port' | 'close'>;

function addControlRoutes(
  app: Hono<ServerEnv>,
  control: Controlled,
  list: () => Record<string, WebhookFault>,
): void {
  const routes = new Hono<ServerEnv>();
  routes.onError(answerError);
  routes.get('/deliveries', (c) => c.json(control.received()));
  routes.get('/deliveries/:requestId', (c) =>
    c.json(control.deliveriesOf(c.req.param('requestId'))),
  );
  routes.get('/faults', (c) =>
    c.json({ faults: list(), counts: control.faultCounts(), rejected: control.rejected() }),
  );
  routes.post('/faults', async (c) =>
    c.json({ id: control.fail(readWebhookFault(await readBody(c))) }),
  );
  routes.delete('/faults/:id?', (c) => {
    control.clear(c.req.param('id'));
    return c.json({ faults: list(), counts: control.faultCounts() });
  });
  routes.post('/clock', async (c) => {
    const body = await readBody(c);
    const { set } = optional(body, 'set', isString, 'an ISO 8601 time');
    const { advance } = optional(body, 'advance', isNumber, 'milliseconds');
    if (set !== undefined) control.clock.set(set);
    if (advance !== undefined) control.clock.advance(advance);
    return c.json({ now: new Date(control.clock.now()).toISOString() });
  });
  app.route('/simulator', routes);
}
