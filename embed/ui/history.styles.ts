import { css } from 'lit';

export const historyStyles = css`
.veil { position: absolute; inset: 0; background: rgb(10 12 18 / 32%); animation: appear 0.24s; }
.history {
  position: absolute;
  inset: 0;
  display: flex;
  flex-direction: column;
  background: var(--tc-bg);
  animation: slide 0.24s cubic-bezier(0.2, 0.7, 0.2, 1);
}
@container (min-width: 480px) {
  .history { width: 340px; border-inline-end: 1px solid var(--tc-border); box-shadow: var(--tc-shadow); }
}
.history h2 { padding-inline-start: 8px; text-align: start; }
.list { overflow-y: auto; padding: 8px; scrollbar-width: thin; }
.list .notice { margin: 8px 0; }
.list li { display: flex; align-items: center; min-height: 48px; border-radius: 8px; }
.list li[aria-current] { background: var(--tc-accent-soft); }
.open {
  display: flex;
  flex-direction: column;
  flex: 1;
  min-width: 0;
  padding: 6px 12px;
  border-radius: 8px;
  text-align: start;
}
.title { overflow: hidden; font-weight: 500; text-overflow: ellipsis; white-space: nowrap; }
.open time { color: var(--tc-text-3); font-size: 0.875em; }
.list li[aria-current] time { color: var(--tc-text-2); }
.rename, .confirm { display: flex; align-items: center; flex: 1; gap: 6px; min-width: 0; padding: 6px 12px; }
.rename input {
  flex: 1;
  min-width: 0;
  padding: 6px 12px;
  border: 1px solid var(--tc-border-strong);
  border-radius: 8px;
  background: var(--tc-surface);
  font-size: max(16px, 1em);
}
.confirm p { flex: 1; min-width: 0; }
.none { padding: 32px 24px; color: var(--tc-text-2); text-align: center; }
@keyframes slide { from { opacity: 0; translate: -16px; } }
`;
