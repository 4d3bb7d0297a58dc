// The folder of one gate's results: every stage's document as it is made, so that any later stage can be run again.
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Measurements, measurementsFileFormat } from "../bench/measurements.ts";
import { type Verdict, verdictFormat } from "../compare/verdict.ts";
import { type DocumentFormat, readDocument } from "../document/index.ts";
import { PacegateError } from "../pacegate-error.ts";
import { type BenchPlan, benchPlanFormat } from "../plan/bench-plan.ts";

export class ResultsError extends PacegateError {}

const names = {
  plan: "plan.json",
  measurements: "measurements.json",
  verdict: "verdict.json",
  report: "report.md",
} as const;

export class ResultsFolder {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Begins a new gate: what an earlier one left here would be taken for this one's. */
  async writePlan(plan: BenchPlan): Promise<void> {
    for (const name of [names.report, names.verdict, names.measurements]) {
      await rm(join(this.directory, name), { force: true });
    }
    await this.#write(names.plan, plan);
  }

  readPlan(): Promise<BenchPlan> {
    return this.#read(names.plan, benchPlanFormat, "bench");
  }

  writeMeasurements(measurements: readonly Measurements[]): Promise<void> {
    return this.#write(names.measurements, { schema: measurementsFileFormat.tag, measurements });
  }

  async readMeasurements(): Promise<readonly Measurements[]> {
    return (await this.#read(names.measurements, measurementsFileFormat, "bench")).measurements;
  }

  writeVerdict(verdict: Verdict): Promise<void> {
    return this.#write(names.verdict, verdict);
  }

  readVerdict(): Promise<Verdict> {
    return this.#read(names.verdict, verdictFormat, "compare");
  }

  writeReport(markdown: string): Promise<void> {
    return this.#writeText(names.report, markdown);
  }

  get reportPath(): string {
    return join(this.directory, names.report);
  }

  #write(name: string, document: unknown): Promise<void> {
    return this.#writeText(name, `${JSON.stringify(document, null, 1)}\n`);
  }

  /** Renamed into place, so that a reader never sees half a file. */
  async #writeText(name: string, text: string): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    const temporary = join(this.directory, `${name}.part`);
    await writeFile(temporary, text);
    await rename(temporary, join(this.directory, name));
  }

  async #read<T>(name: string, format: DocumentFormat<T>, writer: string): Promise<T> {
    const path = join(this.directory, name);
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (cause) {
      throw new ResultsError({
        what: `There is no readable ${name}.`,
        where: path,
        remedy: `Name the results folder of a finished gate, or write the file with \`pacegate ${writer}\`.`,
        cause,
      });
    }
    return readDocument(format, text, path);
  }
}
