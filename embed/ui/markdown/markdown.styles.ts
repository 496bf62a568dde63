import { css } from 'lit';

export const markdownStyles = css`
.md {
  > * + *, li > * + *, blockquote > * + * { margin-top: 0.65em; }
  .h { font-weight: 600; line-height: 1.3; }
  * + .h { margin-top: 1.1em; }
  .h1 { font-size: 1.3em; }
  .h2 { font-size: 1.18em; }
  .h3 { font-size: 1.06em; }
  ul, ol { padding-inline-start: 1.5em; list-style: disc; }
  ol { list-style: decimal; }
  li + li, li > ul, li > ol { margin-top: 0.25em; }
  li::marker { color: var(--tc-text-3); }
  .task { list-style: none; margin-inline-start: -1.4em; }
  .task > span { margin-inline-end: 0.4em; }
  code { padding: 0.1em 0.35em; border-radius: 5px; background: var(--tc-surface-2); font: 0.875em var(--tc-mono); }
  pre {
    overflow-x: auto;
    padding: 8px 16px;
    border-radius: var(--tc-radius);
    background: var(--tc-surface-2);
  }
  pre code { padding: 0; background: none; }
  blockquote { padding-inline-start: 12px; border-inline-start: 2px solid var(--tc-border); color: var(--tc-text-2); }
  hr { height: 1px; border: 0; background: var(--tc-border); }
  .table { overflow-x: auto; }
  table { border-collapse: collapse; font-size: 0.875em; overflow-wrap: normal; }
  th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--tc-border); }
  th { font-weight: 600; text-align: start; }
}
`;
