// The look of the simulators' pages: one layout, one small stylesheet, no script.
import { html } from 'hono/html';

/** A piece of escaped HTML. */
export type Html = ReturnType<typeof html>;

const style = html`<style>
  :root {
    color-scheme: light dark;
    --line: #8884;
    --quiet: #777;
    --accent: #2463b4;
  }
  body {
    font:
      16px/1.5 system-ui,
      sans-serif;
    max-width: 60rem;
    margin: 0 auto;
    padding: 1rem;
  }
  header {
    display: flex;
    gap: 1rem;
    align-items: baseline;
    flex-wrap: wrap;
    border-bottom: 1px solid var(--line);
  }
  header h1 {
    font-size: 1.2rem;
    flex: 1;
  }
  h2 {
    font-size: 1.05rem;
    margin: 1.5rem 0 0.5rem;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th,
  td {
    text-align: left;
    vertical-align: top;
    padding: 0.35rem 0.75rem 0.35rem 0;
    border-bottom: 1px solid var(--line);
  }
  th {
    color: var(--quiet);
    font-weight: normal;
  }
  a {
    color: var(--accent);
  }
  pre {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    font: inherit;
    margin: 0;
  }
  form {
    display: flex;
    gap: 0.5rem;
    align-items: start;
    flex-wrap: wrap;
    margin: 0.5rem 0;
  }
  input,
  select,
  textarea,
  button {
    font: inherit;
    padding: 0.25rem 0.5rem;
  }
  textarea {
    flex: 1 1 20rem;
    min-height: 3.5rem;
  }
  .quiet {
    color: var(--quiet);
  }
  .wrong {
    border-left: 0.25rem solid #c33;
    padding-left: 0.75rem;
  }
</style>`;

/** A whole page; `aside` stands at the right of its heading. */
export function page(title: string, body: Html, aside: Html | '' = ''): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${style}
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          ${aside}
        </header>
        ${body}
      </body>
    </html>`;
}

/** Text for people: line breaks kept, addresses made links, everything else escaped. */
export function prose(text: string): Html {
  const pieces = text.split(/(https?:\/\/[^\s<>"']+)/);
  const shown = pieces.map((piece, at) =>
    at % 2 === 1 ? html`<a href="${piece}" rel="noreferrer">${piece}</a>` : piece,
  );
  return html`<pre>${shown}</pre>`;
}
