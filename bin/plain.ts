// Text from elsewhere, made safe for a terminal.

/** Control characters, which could move the cursor or turn the line around, are shown instead of obeyed. */
export function plain(text: string): string {
  return text.replaceAll(/[[\p{Cc}\u202a-\u202e\u2066-\u2069]--[\n\t]]/gv, (control) => {
    const code = control.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
