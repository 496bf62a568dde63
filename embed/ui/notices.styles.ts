import { css } from 'lit';

export const noticeStyles = css`
.notice {
  --tone: var(--tc-info);
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 6px 8px;
  margin: 8px 16px;
  padding: 8px 16px;
  border: 1px solid color-mix(in srgb, var(--tone) 28%, transparent);
  border-radius: var(--tc-radius);
  background: color-mix(in srgb, var(--tone) 6%, var(--tc-surface));
  font-size: 0.875em;
}
.notice.danger { --tone: var(--tc-danger); }
.notice.warning { --tone: var(--tc-warning); }
.notice > .icon { color: var(--tone); }
.notice > p, .notice > div { flex: 1 1 12em; min-width: 0; }
.ways { display: flex; flex-wrap: wrap; gap: 6px; }
.toasts { display: grid; gap: 8px; max-width: 760px; width: 100%; margin-inline: auto; }
.toast { --tone: var(--tc-danger); margin-block: 0 4px; flex-wrap: nowrap; box-shadow: var(--tc-shadow); animation: rise 0.24s cubic-bezier(0.2, 0.7, 0.2, 1); }
.toast > p { flex-basis: 0; }
.toast .round { margin: -6px; }
.placard {
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: center;
  gap: 6px;
  margin-block: auto;
  padding: 32px 24px;
  text-align: center;
  text-wrap: balance;
}
.placard h3 { font-size: 1.45em; font-weight: 600; line-height: 1.3; }
.placard > p { max-width: 28em; color: var(--tc-text-2); }
.placard .ways { margin-top: 12px; }
.placard .way { padding: 8px 16px; }
.sign {
  display: grid;
  place-items: center;
  width: 52px;
  height: 52px;
  margin-bottom: 8px;
  border-radius: 16px;
  background: var(--tc-accent-soft);
  color: var(--tc-accent);
}
.sign .icon { width: 26px; height: 26px; stroke-width: 2; }
`;
