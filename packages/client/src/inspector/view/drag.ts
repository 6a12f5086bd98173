/** Lets the user move `panel` by its `grip`. The style keeps it in sight, as it reads `--x` and `--y`. */
export const makeDraggable = (panel: HTMLElement, grip: HTMLElement): void => {
  let from: { readonly x: number; readonly y: number } | undefined;
  grip.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button'))) return;
    const { left, top } = panel.getBoundingClientRect();
    from = { x: event.clientX - left, y: event.clientY - top };
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener('pointermove', (event) => {
    if (from === undefined) return;
    panel.style.setProperty('--x', `${event.clientX - from.x}px`);
    panel.style.setProperty('--y', `${event.clientY - from.y}px`);
    panel.classList.add('moved');
  });
  const end = (): void => {
    from = undefined;
  };
  grip.addEventListener('pointerup', end);
  grip.addEventListener('pointercancel', end);
};
