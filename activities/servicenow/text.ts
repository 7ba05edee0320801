// Cutting texts to a length without breaking a character.

/** At most `limit` UTF-16 units; what was cut shows by an ellipsis at the end. Nothing fits into no room. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  if (limit < 1) return '';
  return `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
