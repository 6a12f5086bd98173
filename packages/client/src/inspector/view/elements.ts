// All text enters the page as text: names and fields come from the network.

const SVG = 'http://www.w3.org/2000/svg';

/** Makes an element of a class around text and other nodes. */
export const make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
};

/** Makes an SVG element with attributes. */
export const makeSvg = <K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly Node[]
): SVGElementTagNameMap[K] => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
};

/** Makes a picture that stretches to its place, and says what it shows. */
export const makeGraph = (
  label: string,
  className: string,
  width: number,
  height: number,
  ...children: readonly Node[]
): SVGSVGElement => {
  const attributes = { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', class: className };
  return makeSvg('svg', { ...attributes, role: 'img', 'aria-label': label }, ...children);
};

/** Makes an icon of 16 by 16 from the path of its strokes. */
const makeIcon = (path: string): SVGSVGElement =>
  makeSvg('svg', { viewBox: '0 0 16 16', class: 'icon', 'aria-hidden': 'true' }, makeSvg('path', { d: path }));

/** Says what an element that scrolls holds, and lets the keyboard reach it. */
export const makeRegion = (element: HTMLElement, label: string, role = 'region'): void => {
  element.tabIndex = 0;
  element.setAttribute('role', role);
  element.setAttribute('aria-label', label);
};

/** Gives a button another label, and an icon. */
export const relabel = (button: HTMLButtonElement, label: string, icon?: string): void => {
  if (button.title === label) return;
  button.title = label;
  button.setAttribute('aria-label', label);
  if (icon !== undefined) button.replaceChildren(makeIcon(icon));
};

/** Makes a button; `label` is what it says to those who do not see its content. */
export const makeButton = (label: string, content: Node | string, onClick: () => void): HTMLButtonElement => {
  const button = make('button', '', content);
  button.type = 'button';
  relabel(button, label);
  button.addEventListener('click', onClick);
  return button;
};

/** Makes a button that shows an icon. */
export const makeIconButton = (label: string, icon: string, onClick: () => void): HTMLButtonElement =>
  makeButton(label, makeIcon(icon), onClick);

/** Sets a text, and leaves the page alone when it is there already. */
export const setText = (element: Element, text: string): void => {
  if (element.textContent !== text) element.textContent = text;
};

/** Sets a class, and leaves the page alone when it is there already. */
export const setClass = (element: Element, className: string): void => {
  if (element.getAttribute('class') !== className) element.setAttribute('class', className);
};
