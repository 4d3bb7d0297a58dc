// The table of what has to be reached.
import { markdownTable } from "markdown-table";
import type { Figures } from "./figures.ts";

export function targetsTable({ targets }: Figures): string {
  const header = ["", "machine", "wanted", "measured", "95% bounds", "errors", "reached"];
  const rows = targets.map(({ what, neighbour, wanted, measured, bounds, errors, reached }) => [
    what,
    neighbour,
    wanted,
    measured,
    bounds,
    String(errors),
    reached,
  ]);
  return markdownTable([header, ...rows]);
}
