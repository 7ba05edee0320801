// The notes of decisions and changes where the category says nothing.
import type { Message } from '../../contract/messages.ts';

/** Liquid templates. Facts come first: the texts of people may hold lines that look like facts. */
export const defaultNotes: Readonly<Record<Message['kind'], string>> = {
  decision: `{% if decision.verdict == "approved" %}Approved{% else %}Denied{% endif %} by {{ decision.approver }}{% if decision.final %} (final decision){% endif %}
Step: {{ decision.step }}
Time: {{ at }}{% if decision.reason %}
Reason: {{ decision.reason }}{% endif %}`,
  change: `Changed in the identity manager{% if change.by %} by {{ change.by }}{% endif %}
Time: {{ at }}{% if change.status %}
Status: {{ change.status }}{% endif %}{% if change.validFrom %}
Valid from: {{ change.validFrom }}{% endif %}{% if change.validUntil %}
Valid until: {{ change.validUntil }}{% endif %}{% for entry in change.recipient %}
Recipient, {{ entry[0] }}: {{ entry[1] }}{% endfor %}{% if change.comment %}
Comment: {{ change.comment }}{% endif %}`,
};
