/** Finds an element of the page by its id. */
export const element = <T extends Element = HTMLElement>(id: string): T => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found as unknown as T;
};

/** Shows a text. One that is set again would be a change to the browser, laid out and read aloud again. */
export const setText = (node: Element, text: string): void => {
  if (node.textContent !== text) node.textContent = text;
};
