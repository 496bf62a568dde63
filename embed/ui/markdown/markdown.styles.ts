import { css } from 'lit';

export const markdownStyles = css`
.md > * + *, .md li > * + *, .md blockquote > * + * { margin-top: 0.65em; }
.md .h { font-weight: 650; line-height: 1.35; letter-spacing: -0.01em; }
.md * + .h { margin-top: 1.1em; }
.md .h1 { font-size: 1.3em; }
.md .h2 { font-size: 1.18em; }
.md .h3 { font-size: 1.06em; }
.md ul, .md ol { padding-inline-start: 1.5em; list-style: disc; }
.md ol { list-style: decimal; }
.md li + li { margin-top: 0.25em; }
.md li > ul, .md li > ol { margin-top: 0.25em; }
.md li::marker { color: var(--tc-text-3); }
.md .task { list-style: none; margin-inline-start: -1.4em; }
.md .task > span { margin-inline-end: 0.4em; }
.md code { padding: 0.1em 0.35em; border-radius: 5px; background: var(--tc-surface-2); font: 0.875em var(--tc-mono); }
.md pre {
  overflow-x: auto;
  padding: 12px 14px;
  border-radius: var(--tc-radius);
  background: var(--tc-surface-2);
  line-height: 1.5;
}
.md pre code { padding: 0; background: none; }
.md blockquote { padding-inline-start: 12px; border-inline-start: 3px solid var(--tc-border-strong); color: var(--tc-text-2); }
.md hr { height: 1px; border: 0; background: var(--tc-border); }
.md .table { overflow-x: auto; }
.md table { border-collapse: collapse; font-size: 0.9375em; overflow-wrap: normal; }
.md th, .md td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--tc-border); }
.md th { font-weight: 600; text-align: start; }
`;
