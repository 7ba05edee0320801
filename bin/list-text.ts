// The list of requests as a table for people.
import type { ListedRequest, RequestList } from '../client/list.ts';
import { table, time } from './output.ts';

/** The table, and a hint where it is not all. */
export function listText({ requests, more }: RequestList): string {
  if (requests.length === 0) return 'No requests.';
  const rows = requests.map((request) => [
    request.id,
    time(request.startedAt),
    executionWords(request),
    request.endedAt === undefined ? '' : time(request.endedAt),
  ]);
  const lines = table([['ID', 'STARTED', 'EXECUTION', 'ENDED'], ...rows]);
  return more ? `${lines}\nThere are more: raise --limit to see them.` : lines;
}

function executionWords({ execution }: ListedRequest): string {
  return execution === 'running' || execution === 'completed'
    ? execution
    : `${execution} from outside`;
}
