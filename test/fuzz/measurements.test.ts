// The reader of measurements, driven with hostile documents, up to the verdict.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, test } from "vitest";
import { compareMeasurements } from "../../src/compare/index.ts";
import { ResultsFolder } from "../../src/results/index.ts";
import { input as compareInput, failure, graphCell, launches, measured } from "../compare/measured-plan.ts";
import { FuzzFolder } from "./folders.ts";
import { fuzz, fuzzTimeoutMs } from "./fuzz.ts";
import { expectHarmlessVerdict } from "./harmless.ts";
import { mutate, mutations } from "./mutations.ts";

const folders = new FuzzFolder();
afterAll(() => folders[Symbol.dispose]());

test(
  "measurements",
  async () => {
    const given = compareInput(
      [graphCell(), graphCell({ id: "two", reason: "Two." })],
      [measured({ failures: [failure()] }), measured({ cell: "two", launches: launches({ launches: 4 }) })],
    );
    const document = { schema: "pacegate/measurements-file/1", measurements: given.measurements };
    await fuzz({
      sound: [],
      reader: "measurements",
      inputs: mutations,
      read: async (changes) => {
        using folder = folders.fresh();
        writeFileSync(join(folder.inside, "measurements.json"), mutate(document, changes));
        return await new ResultsFolder(folder.inside).readMeasurements();
      },
      use: (measurements) => expectHarmlessVerdict(compareMeasurements({ ...given, measurements })),
    });
  },
  fuzzTimeoutMs,
);
