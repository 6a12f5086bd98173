/** Puts text on the clipboard; where the page may not, by a selection in `root`. Tells whether it is there. */
export const copyText = async (text: string, root: ShadowRoot): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text, root);
  }
};

const copySelected = (text: string, root: ShadowRoot): boolean => {
  const area = document.createElement('textarea');
  const before = root.activeElement;
  area.value = text;
  root.append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
    if (before instanceof HTMLElement) before.focus();
  }
};

/** Offers bytes to the user as a file, and returns how to let go of them. */
export const saveFile = (bytes: Uint8Array<ArrayBuffer>, name: string): (() => void) => {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  return () => URL.revokeObjectURL(url);
};
