// The custom elements manifest (https://github.com/webcomponents/custom-elements-manifest), for editors and catalogues.

/**
 * @param {import('./model.mjs').ElementModel} model
 * @returns {import('custom-elements-manifest').Package}
 */
export function toManifest({
  tagName,
  className,
  description,
  attributes,
  properties,
  methods,
  events,
  slots,
  parts,
  cssProperties,
}) {
  const path = 'dist/embed/task-chat.mjs';
  const reference = { name: className, module: path };
  const text = (/** @type {string} */ type) => ({ type: { text: type } });
  return {
    schemaVersion: '2.1.0',
    modules: [
      {
        kind: 'javascript-module',
        path,
        declarations: [
          {
            kind: 'class',
            name: className,
            tagName,
            customElement: true,
            description,
            superclass: { name: 'HTMLElement' },
            attributes: attributes.map(({ name, description, type, property }) => ({
              name,
              ...(description && { description }),
              ...text(type),
              ...(property && { fieldName: property }),
            })),
            members: [
              ...properties.map(({ name, description, type, attribute, reflects }) => ({
                kind: /** @type {const} */ ('field'),
                name,
                ...(description && { description }),
                ...text(type),
                ...(attribute && { attribute }),
                ...(reflects && { reflects }),
              })),
              ...methods.map(({ name, description, parameters, returns }) => ({
                kind: /** @type {const} */ ('method'),
                name,
                ...(description && { description }),
                parameters: parameters.map(({ name, type, optional }) => ({
                  name,
                  ...text(type),
                  ...(optional && { optional }),
                })),
                return: text(returns),
              })),
            ],
            events: events.map(({ name, description, className }) => ({ name, description, ...text(className) })),
            slots: slots.map(withDescription),
            cssParts: parts.map(withDescription),
            cssProperties: cssProperties.map(({ name, description, value }) => ({
              ...withDescription({ name, description }),
              default: value,
            })),
          },
        ],
        exports: [
          { kind: 'custom-element-definition', name: tagName, declaration: reference },
          { kind: 'js', name: className, declaration: reference },
        ],
      },
    ],
  };
}

/** @param {import('./model.mjs').Named} named */
function withDescription({ name, description }) {
  return { name, ...(description && { description }) };
}
