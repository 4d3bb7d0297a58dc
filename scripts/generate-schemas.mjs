// Writes schema/*.schema.json from the zod formats; `--check` writes nothing and fails if a file is not current.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { baselineRecordFormat } from "../src/baseline/record.ts";
import { measurementsFormat } from "../src/bench/measurements.ts";
import { manifestFormat } from "../src/bundle/manifest.ts";
import { verdictFormat } from "../src/compare/verdict.ts";
import { configFileSchema } from "../src/config/index.ts";
import { benchRequestFormat, parcelFormat } from "../src/dispatch/parcel-format.ts";
import { benchPlanFormat } from "../src/plan/bench-plan.ts";
import { commentStateFormat } from "../src/report/comment-state.ts";

const { values } = parseArgs({
  options: { check: { type: "boolean", default: false }, directory: { type: "string" } },
});
const directory = resolve(values.directory ?? join(import.meta.dirname, "..", "schema"));

const formats = [
  { file: "bundle.schema.json", title: "manifest.json of a Pacegate bundle", schema: manifestFormat.schema },
  { file: "bench-plan.schema.json", title: "Pacegate bench plan", schema: benchPlanFormat.schema },
  { file: "measurements.schema.json", title: "Pacegate measurements", schema: measurementsFormat.schema },
  { file: "verdict.schema.json", title: "Pacegate verdict", schema: verdictFormat.schema },
  { file: "parcel.schema.json", title: "parcel.json of a Pacegate parcel", schema: parcelFormat.schema },
  {
    file: "bench-request.schema.json",
    title: "What a bench job of Pacegate is asked",
    schema: benchRequestFormat.schema,
  },
  {
    file: "baseline-record.schema.json",
    title: "Record of a Pacegate baseline",
    schema: baselineRecordFormat.schema,
  },
  {
    file: "comment-state.schema.json",
    title: "What Pacegate's comment remembers",
    schema: commentStateFormat.schema,
  },
  { file: "pacegate.schema.json", title: "pacegate.yml", schema: configFileSchema },
];

/** What the file takes as input: a default does not make a key required. */
function textOf({ title, schema }) {
  return `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: "input" }) }, null, 2)}\n`;
}

await mkdir(directory, { recursive: true });
const stale = [];
for (const format of formats) {
  const path = join(directory, format.file);
  const text = textOf(format);
  const current = await readFile(path, "utf8").catch(() => null);
  if (current === text) continue;
  stale.push(format.file);
  if (!values.check) await writeFile(path, text);
}
const known = new Set(formats.map(({ file }) => file));
const unknown = (await readdir(directory)).filter((file) => file.endsWith(".schema.json") && !known.has(file));

if (unknown.length > 0) {
  console.error(`No format has the schema ${unknown.join(", ")} any more: delete it.`);
  process.exitCode = 1;
}
if (values.check && stale.length > 0) {
  console.error(`Not current: ${stale.join(", ")}. Run \`npm run schemas\` and commit schema/.`);
  process.exitCode = 1;
}
if (!values.check && stale.length > 0) console.log(`Written: ${stale.join(", ")}`);
