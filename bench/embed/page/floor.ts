// The floor: ten lines of Lit that draw one composer. Nothing with a shadow root of Lit's can be on the screen sooner.
import { css, html, LitElement } from 'lit';

class FloorElement extends LitElement {
  static override readonly styles = css`textarea { inline-size: 100%; font: inherit; }`;
  protected override render() {
    return html`<textarea rows="1" aria-label="Message" placeholder="Add, find or finish a task…"></textarea>`;
  }
}
customElements.define('lit-floor', FloorElement);
