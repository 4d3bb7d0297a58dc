// Numbers as the tables show them.

/** `98.3%`; whole percents without a decimal. */
export function percentText(share: number): string {
  return `${trimmed(share * 100, 1)}%`;
}

export function secondsText(seconds: number): string {
  return `${trimmed(seconds, seconds < 100 ? 1 : 0)} s`;
}

/** `+0.38 ± 0.08` */
export function effectText({ mean, error }: { readonly mean: number; readonly error: number }): string {
  return `${signed(mean, 2)} ± ${error.toFixed(2)}`;
}

export const noData = "no data yet";

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

function signed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return value >= 0 && !text.startsWith("-") ? `+${text}` : text;
}
