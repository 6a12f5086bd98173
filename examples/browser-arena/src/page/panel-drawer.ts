import { element } from './element.ts';

/** Lets the panel's button show and hide it where there is no room for both; Escape and the stage hide it, too, and so does what it returns. */
export const watchPanel = (): (() => void) => {
  const button = element('panel-button');
  const show = (isOpen: boolean): void => {
    document.documentElement.dataset.panel = isOpen ? 'open' : 'closed';
    button.setAttribute('aria-expanded', String(isOpen));
    button.ariaLabel = isOpen ? 'Hide the link panel' : 'Show the link panel';
  };
  button.addEventListener('click', () => show(button.getAttribute('aria-expanded') !== 'true'));
  element('stage').addEventListener('pointerdown', () => show(false));
  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') show(false);
  });
  return () => show(false);
};
