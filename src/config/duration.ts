// Durations: a number of seconds, or `90s`, `2m`, `1h` in the file; seconds in the program.

export const durationPattern = /^\d+(?:\.\d+)?[smh]$/;

const secondsPerUnit: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** @param value must match `durationPattern` where it is a string */
export function parseDurationSeconds(value: number | string): number {
  if (typeof value === "number") return value;
  return Number(value.slice(0, -1)) * (secondsPerUnit[value.slice(-1)] ?? Number.NaN);
}
