// The folder in which a proof keeps what it has measured, line by line, so that stopping it loses next to nothing.
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { type CalibrationLaunch, calibrationLaunchSchema } from "./calibration.ts";
import { type GraphSizes, graphSizesSchema } from "./graph-sizes.ts";
import { runtime } from "./onnx-pass.ts";
import { names, ProofStateError } from "./proof-names.ts";
import { type Machine, machineSchema, recordFormat, type VerdictRecord } from "./record.ts";

const graphsSchema = z.strictObject({ machine: machineSchema, graphs: graphSizesSchema });

const bytesPerGib = 2 ** 30;

/** Memory in whole gibibytes: what a virtual machine's kernel keeps for itself differs from one start to the next. */
export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() || "unknown",
    cores: Math.max(1, cpus().length),
    memoryBytes: Math.round(totalmem() / bytesPerGib) * bytesPerGib,
    runtime,
  };
}

export class ProofState {
  readonly folder: string;
  readonly records: VerdictRecord[];
  readonly calibrationLaunches: CalibrationLaunch[];

  /** @throws ProofStateError where a line is damaged, save the last, which a kill may have cut off */
  constructor(folder: string) {
    this.folder = folder;
    this.records = readLines(join(folder, names.records), recordFormat.schema);
    this.calibrationLaunches = readLines(join(folder, names.calibration), calibrationLaunchSchema);
  }

  /** Null before the pilot. */
  readGraphs(): GraphSizes | null {
    const path = join(this.folder, names.graphs);
    if (!existsSync(path)) return null;
    const { machine, graphs } = graphsSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    const here = thisMachine();
    if (machine.processor !== here.processor || machine.cores !== here.cores) {
      throw new ProofStateError({
        what: `The graphs of this proof were sized for ${machine.processor} with ${machine.cores} cores, and this is ${here.processor} with ${here.cores}.`,
        where: path,
        remedy: "Name another folder with --state: figures of two machines are not mixed.",
      });
    }
    return graphs;
  }

  writeGraphs(graphs: GraphSizes): void {
    const path = join(this.folder, names.graphs);
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(`${path}.part`, `${JSON.stringify({ machine: thisMachine(), graphs }, null, 1)}\n`);
    renameSync(`${path}.part`, path);
  }

  addRecord(record: VerdictRecord): void {
    append(join(this.folder, names.records), recordFormat.schema.parse(record));
    this.records.push(record);
  }

  addCalibrationLaunch(launch: CalibrationLaunch): void {
    append(join(this.folder, names.calibration), launch);
    this.calibrationLaunches.push(launch);
  }
}

function append(path: string, value: object): void {
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, `${JSON.stringify(value)}\n`);
}

/** What follows the last line's end was cut off while it was written: it is taken away. */
function readLines<T>(path: string, schema: z.ZodType<T>): T[] {
  if (!existsSync(path)) return [];
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf("\n") + 1;
  if (end < bytes.length) truncateSync(path, end);
  const lines = bytes.subarray(0, end).toString("utf8").split("\n").slice(0, -1);
  return lines.map((line, index) => {
    try {
      return schema.parse(JSON.parse(line));
    } catch (cause) {
      throw new ProofStateError({
        what: `Line ${index + 1} is no line that this version wrote.`,
        where: path,
        remedy: "Take the line out, or name another folder with --state.",
        cause,
      });
    }
  });
}
