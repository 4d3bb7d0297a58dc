// Publishes recorded verdicts: `node bench/verdict/published/index.ts --state FOLDER`, or `--records FILE.jsonl.gz`.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { describeError } from "../../../src/describe-error.ts";
import { errorExitCode } from "../../../src/exit-code.ts";
import { packProof } from "../published-proof.ts";
import { assembleFigures } from "./assemble-figures.ts";
import { verdictChart } from "./chart.ts";
import { comparableRecords, PublicationError } from "./comparable-records.ts";
import { type Figures, figuresFormat } from "./figures.ts";
import { withFigures } from "./measurement-block.ts";
import { calibrationInFolder } from "./read-calibration.ts";
import { recordsInFile, recordsInFolder } from "./read-records.ts";

export interface PublishOptions {
  readonly state?: string;
  readonly records?: string;
  readonly rule?: string;
  readonly out: string;
}

/** @throws PublicationError, DocumentError, or what reading a file throws; nothing is written then */
export function publish({ state, records, rule, out }: PublishOptions): Figures {
  if ((state === undefined) === (records === undefined)) {
    throw new PublicationError({
      what: "It is not said what to publish.",
      remedy: "Give either --state FOLDER or --records FILE.",
    });
  }
  const all = records === undefined ? recordsInFolder(state ?? "") : recordsInFile(records);
  // Published records have their calibration beside them, as those of a state have.
  const calibration = calibrationInFolder(state ?? dirname(records ?? ""));
  const figures = figuresFormat.schema.parse(assembleFigures(comparableRecords(all, rule ?? null), calibration));
  const document = `${out}.md`;
  const image = join(dirname(out), "images", "verdict.svg");
  // First what may fail: a document without its markers leaves everything as it was.
  const text = withFigures(readFileSync(document, "utf8"), figures, document);
  mkdirSync(out, { recursive: true });
  mkdirSync(dirname(image), { recursive: true });
  writeFileSync(join(out, "figures.json"), `${JSON.stringify(figures, null, 1)}\n`);
  writeFileSync(image, verdictChart(figures));
  writeFileSync(document, text);
  if (state !== undefined) packProof(state, join(out, "proof"));
  return figures;
}

if (import.meta.main) {
  const program = new Command("published")
    .description("Write the tables, figures and chart of recorded verdicts.")
    .option("--state <folder>", "folder of a proof; what it has measured is packed beside the figures")
    .option("--records <file>", "records as JSON lines, gzipped or not")
    .option("--rule <digest>", "the rule's digest or its beginning; else that of the latest record")
    .option("--out <path>", "document without .md; figures go into a folder of that name", "docs/measurement")
    .action((options: PublishOptions) => {
      const { targets, records } = publish(options);
      console.log(`${records.used} verdicts published, ${records.leftOut} left out`);
      for (const { what, neighbour, measured, reached } of targets) {
        console.log(`${reached.padEnd(22)} ${neighbour.padEnd(5)} ${what}: ${measured}`);
      }
    });
  try {
    program.parse();
  } catch (error) {
    console.error(describeError(error, false));
    process.exitCode = errorExitCode;
  }
}
