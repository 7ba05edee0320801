// The page of the identity manager: each request with what was said of it.
import { html } from 'hono/html';
import { type Html, page, prose } from '../page-layout.ts';
import type { Delivery } from './deliveries.ts';

/** All requests, the one heard of last first. */
export function requestsPage(deliveries: readonly Delivery[]): Html {
  const byRequest = Map.groupBy(deliveries, ({ requestId }) => requestId);
  const sections = [...byRequest]
    .reverse()
    .map(([requestId, theirs]) => section(requestId, theirs));
  const none = html`<p class="quiet">Nothing was delivered yet.</p>`;
  return page('Access requests', sections.length === 0 ? none : html`${sections}`);
}

function section(requestId: string, deliveries: readonly Delivery[]): Html {
  const lines = deliveries.map(
    ({ at, type, raw, body, repeats, repeatDiffers }) =>
      html`<tr>
        <th>
          ${at}<br />${type.replace('access-request.', '')}${
            repeats === 0
              ? ''
              : html`<br />repeated ${repeats} times${repeatDiffers ? ', with another body' : ''}`
          }
        </th>
        <td>${prose(body === undefined ? raw : JSON.stringify(body, undefined, 2))}</td>
      </tr>`,
  );
  return html`<h2>${requestId === '' ? 'Of no request' : requestId}</h2>
    <table>
      ${lines}
    </table>`;
}
