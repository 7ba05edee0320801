// What became of a submission, for people.
import type { Submission } from '../client/submit.ts';
import { outcomeLine } from './status-text.ts';

/** One line, and the outcome where the request has ended. */
export function submissionText(submission: Submission): string {
  const { id } = submission;
  switch (submission.kind) {
    case 'started':
      return `Submitted ${id}. Where it stands: access-request status ${id}`;
    case 'running':
      return `${id} runs already with this content; nothing was started.`;
    case 'ended':
      return `${id} has ended already; nothing was started.\n${outcomeLine(submission.outcome)}`;
  }
}
