/** Whether the page around the board is dark, from the colour Streamlit says it draws on. */

export function isDark(parent: HTMLElement | ShadowRoot): boolean {
  const host = parent instanceof ShadowRoot ? parent.host : parent;
  const colour = getComputedStyle(host).getPropertyValue("--st-background-color").trim();
  const [red, green, blue] = channels(colour);
  if (red === undefined || green === undefined || blue === undefined) {
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  }
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

function channels(colour: string): number[] {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(colour)?.[1];
  if (!hex) return (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  const step = hex.length < 6 ? 1 : 2;
  return [0, 1, 2].map((at) => {
    const part = hex.slice(at * step, at * step + step);
    return Number.parseInt(part.length === 1 ? part + part : part, 16);
  });
}
