/** The frame may not open the browser's dialog; the element does it with a field in its shadow root. */
export function chooseFiles(element: HTMLElement, accept: string, multiple: boolean): Promise<File[]> {
  const field = document.createElement('input');
  Object.assign(field, { type: 'file', accept, multiple, hidden: true });
  element.shadowRoot?.append(field);
  return new Promise((resolve) => {
    const finish = () => {
      field.remove();
      resolve([...(field.files ?? [])]);
    };
    field.addEventListener('change', finish, { once: true });
    field.addEventListener('cancel', finish, { once: true });
    field.click();
  });
}
