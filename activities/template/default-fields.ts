// The columns of a ticket where the category says nothing: what an agent needs to do the work.

/** Liquid templates by column. Facts come first: the texts of people may hold lines that look like facts. */
export const defaultFields: Readonly<Record<string, string>> = {
  short_description:
    '{{ action }} "{{ request.serviceItem.name }}"' +
    '{% if request.action == "removal" %} from {% else %} for {% endif %}{{ request.recipient.name }}',
  description: `Action: {{ action }}
Service item: {{ request.serviceItem.name }} ({{ request.serviceItem.id }})
Service category: {{ request.serviceCategory }}
Recipient: {{ request.recipient.name }} ({{ request.recipient.id }}){% if request.recipient.email %}, {{ request.recipient.email }}{% endif %}
Requester: {{ request.requester.name }} ({{ request.requester.id }}){% if request.requester.email %}, {{ request.requester.email }}{% endif %}
{% if request.validFrom %}Valid from: {{ request.validFrom }}
{% endif %}{% if request.validUntil %}Valid until: {{ request.validUntil }}
{% endif %}Request: {{ request.reference.id }} ({{ request.id }})
Link: {{ request.reference.url }}{% if request.reason %}
Reason: {{ request.reason }}{% endif %}{% for entry in request.data %}
{{ entry[0] }}: {{ entry[1] }}{% endfor %}`,
};
