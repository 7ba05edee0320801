// Rendering the ticket of the sample request, and what a failed rendering says.
import { ApplicationFailure } from '@temporalio/common';
import { renderTicket } from '../../activities/template/render-ticket.ts';
import type { AccessRequest } from '../../contract/access-request.ts';
import type { RenderedTicket } from '../../contract/plan.ts';
import { type Configured, configured } from './configured.ts';
import { sampleRequest } from './samples.ts';

/** What a test may want to be different. `fields` are the templates of the category. */
export interface Wanted extends Configured {
  request?: Partial<AccessRequest>;
  fields?: Record<string, string>;
}

/** The ticket of the sample request, rendered for the category `sap-roles`. */
export function rendered(wanted: Wanted = {}): RenderedTicket {
  const { request, fields, ...change } = wanted;
  const { categories, servicenow } = configured({
    ...change,
    category: { fields, ...change.category },
  });
  const category = categories['sap-roles'];
  if (category === undefined) throw new Error('the category is there');
  const table = servicenow.instances['main']?.tables['incident'];
  return renderTicket({ request: sampleRequest(request), environment: 'test', category, table });
}

/** The type and message that a rendering failed with. */
export function failed(work: () => unknown): { type: string; message: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof ApplicationFailure) {
      return { type: error.type ?? '', message: error.message };
    }
    throw error;
  }
  return { type: 'none', message: 'nothing failed' };
}
