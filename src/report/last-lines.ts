// The last lines that a failed cell left: of a worker's stderr, or of the traceback that kept the model from export.
import type { CellGroups, CellIn } from "./group-cells.ts";

/** One cell of each text: a model that raises does so for all its batch sizes and backends. */
export function withLastLines({ failed }: CellGroups): readonly CellIn<"failed">[] {
  const told = failed.filter(({ outcome }) => outcome.stderrTail.length > 0);
  const sameText = Map.groupBy(told, ({ outcome }) => outcome.stderrTail.join("\n"));
  return [...sameText.values()].flatMap((cells) => cells.slice(0, 1));
}

/** Completed by the cell's name. */
export function lastLinesOf({ outcome }: CellIn<"failed">): string {
  return outcome.failure === "not-exported" ? "Traceback of" : "Last lines of stderr of";
}
