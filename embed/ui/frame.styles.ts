import { css } from 'lit';

/** What the first picture stands in. */
export const frameStyles = css`
*, ::before, ::after { box-sizing: border-box; }
.frame {
  /* Nothing of the page's text styles comes in. */
  all: initial;
  color-scheme: inherit;
  display: block;
  position: relative;
  box-sizing: border-box;
  height: 100%;
  overflow: hidden;
  border: 1px solid var(--tc-border);
  border-radius: calc(var(--tc-radius) * 4 / 3);
  background: var(--tc-bg);
  color: var(--tc-text);
  font-size: var(--tc-font-size);
  line-height: 1.5;
  /* The first picture speaks in the page's font, which is there: to find another takes as long as all the rest. */
  font-family: var(--tc-font, inherit);
  overflow-wrap: anywhere;
  container-type: inline-size;
  contain-intrinsic-width: 254px;
}
/* Together with the width above: a size where the page gives none, or has reset the host's styles. */
.frame::before { content: ''; display: block; height: 418px; }
.frame > .placard, .frame > .skeleton, .chat, .chatkit { position: absolute; inset: 0; }
.chat { display: flex; flex-direction: column; }
button, input, select, textarea { margin: 0; font: inherit; color: inherit; }
button { padding: 0; border: 0; background: none; cursor: pointer; }
button:disabled { cursor: default; }
.round, .send {
  display: grid;
  place-items: center;
  flex: none;
  width: 36px;
  height: 36px;
}
`;
