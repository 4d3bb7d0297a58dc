// What a cell is called in a report.
import type { CellVerdict } from "../compare/verdict.ts";
import { code, type Phrase } from "./phrase.ts";

/** Local python is never timed on a target, and a reader who compares machines must know. */
const localPython = "local python (on the exporting machine)";

export function cellName(cell: CellVerdict): Phrase {
  return cell.backend === null
    ? [code(cell.case), ` ${localPython}`]
    : [code(cell.case), " on ", code(backendName(cell.backend))];
}

function backendName(backend: NonNullable<CellVerdict["backend"]>): string {
  const options = backend.options.length === 0 ? "" : `[${backend.options.join(",")}]`;
  return `${backend.target}/${backend.engine}${options}`;
}
