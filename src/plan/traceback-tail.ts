// The end of the user's traceback, for the reports: where the error was raised, and who called it.
import type { ModelError } from "../bundle/manifest.ts";

const maxLines = 20;
const maxLineLength = 300;

/** Empty where the exporter has none; lines keep their indentation, and reports escape them for their own format. */
export function tracebackTail({ traceback }: ModelError): string[] {
  if (traceback === null || traceback.trim() === "") return [];
  return traceback
    .trimEnd()
    .split("\n")
    .slice(-maxLines)
    .map((line) => (line.length > maxLineLength ? `${line.slice(0, maxLineLength - 1)}…` : line));
}
