// The text of a note: a decision or a change by the template of its category.
import type { Change, Decision, Note } from '../../contract/messages.ts';
import type { RequestKey } from '../../contract/activities.ts';
import { failure } from '../failure.ts';
import { type Nullable, said } from './context.ts';
import { defaultNotes } from './default-notes.ts';
import { renderTemplate, TemplateProblem } from './engine.ts';

/** What a note is rendered for. `templates` are those that the category has of its own. */
export interface NoteToRender extends Pick<RequestKey, 'requestId'> {
  serviceCategory: string;
  note: Note;
  templates: { decision?: string | undefined; change?: string | undefined };
}

/**
 * The variables of a template: one of `decision` and `change`. What the message does not say is `null`, so that `{% if %}`
 * can ask for it. `at`: when it happened, or else arrived, ISO 8601.
 */
interface NoteContext {
  decision?: Nullable<Decision>;
  change?: Nullable<Change>;
  at: string;
}

/** Renders a note, what is missing before it first. Throws `TemplateFailed`. */
export function renderNote({ requestId, serviceCategory, note, templates }: NoteToRender): string {
  const { kind } = note.message;
  try {
    const text = renderTemplate(templates[kind] ?? defaultNotes[kind], contextOf(note));
    if (text.trim() === '') throw new TemplateProblem('it renders no text');
    return [...orderOf(note), text].join('\n');
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    const where = `categories.${serviceCategory}.notes.${kind}`;
    const message = `${where} fails for request ${requestId}: ${error.message}`;
    throw failure('TemplateFailed', message);
  }
}

/** Facts come first: the texts of people may hold lines that look like facts. */
function orderOf({ gap, late }: Note): string[] {
  return [
    ...(gap === undefined ? [] : [`Not received before it: ${messages(gap.from, gap.to)}`]),
    ...(late === undefined ? [] : ['Arrived late']),
  ];
}

const messages = (from: number, to: number): string =>
  from === to ? `message ${from}` : `messages ${from} to ${to}`;

function contextOf({ message, receivedAt }: Note): NoteContext {
  switch (message.kind) {
    case 'decision': {
      const { reason, sequence = null, time, ...rest } = message.decision;
      const decision = { ...rest, sequence, reason: said(reason), time: said(time) };
      return { decision, at: decision.time ?? receivedAt };
    }
    case 'change': {
      const { by, time, status, validFrom, validUntil, comment, ...rest } = message.change;
      const change = {
        id: rest.id,
        sequence: rest.sequence ?? null,
        recipient: rest.recipient ?? null,
        by: said(by),
        time: said(time),
        status: said(status),
        validFrom: said(validFrom),
        validUntil: said(validUntil),
        comment: said(comment),
      };
      return { change, at: change.time ?? receivedAt };
    }
  }
}
