import { expect } from '@open-wc/testing';

const POLICY = "default-src 'none'; script-src 'self'; trusted-types lit-html; require-trusted-types-for 'script'";

describe('widgets under a strict content security policy', () => {
  it('are drawn with all their styles and break no rule', async () => {
    const frame = document.createElement('iframe');
    const page = new URL('./strict-page.ts', import.meta.url);
    frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY.replace("'self'", page.origin)}"
      ><body><script type="module" src="${page}"></script>`;
    const told = new Promise<{ violations: string[]; width: string; text: string }>((resolve) => {
      addEventListener('message', ({ data }) => resolve(data), { once: true });
    });
    document.body.append(frame);
    const { violations, width, text } = await told;
    frame.remove();
    expect(text).to.equal('All tasks');
    expect(width).to.equal('77px');
    expect(violations.map((violation) => violation.split(' ')[0])).to.deep.equal(['style-src-attr']);
  });
});
