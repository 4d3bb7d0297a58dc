import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { names } from "../../../bench/verdict/proof-names.ts";
import { assembleFigures } from "../../../bench/verdict/published/assemble-figures.ts";
import { verdictChart } from "../../../bench/verdict/published/chart.ts";
import { comparableRecords, PublicationError } from "../../../bench/verdict/published/comparable-records.ts";
import { detectionCurves } from "../../../bench/verdict/published/detection-curves.ts";
import { figuresFormat } from "../../../bench/verdict/published/figures.ts";
import { publish } from "../../../bench/verdict/published/index.ts";
import { withFigures } from "../../../bench/verdict/published/measurement-block.ts";
import { recordsInFile, recordsInFolder } from "../../../bench/verdict/published/read-records.ts";
import { effectText, percentText, secondsText } from "../../../bench/verdict/published/words.ts";
import { sampleRecord } from "../sample-record.ts";
import { simulatedRecords } from "./simulated-records.ts";

const many = simulatedRecords(
  [
    { verdicts: 15 },
    { verdicts: 12, addedPercent: 5 },
    { verdicts: 12, addedPercent: 10, graph: "10 ms" },
    { verdicts: 5, neighbour: "busy" },
  ],
  { minutesApart: 1 },
);
const figures = assembleFigures(comparableRecords(many, null));
const frame =
  "# Title\n\n<!-- pacegate:figures:begin (written by bench/verdict/published, do not edit) -->\n\nNo data yet.\n\n<!-- pacegate:figures:end -->\n\nThe end.\n";

const lines = many.map((record) => `${JSON.stringify(record)}\n`).join("");
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pacegate-published-"));
  writeFileSync(join(folder, names.records), `${lines}{"schema":"pacegate/verd`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("published figures", () => {
  it("keep to their format, and say the same twice", () => {
    expect(figuresFormat.schema.parse(figures)).toEqual(figures);
    expect(assembleFigures(comparableRecords(many, null))).toEqual(figures);
  });
  it("keep live verdicts and replays apart", () => {
    const [live, replayed] = figures.rules;
    expect([live?.how, replayed?.how]).toEqual(["live", "replayed"]);
    expect(live?.conditions[0]?.falseFlags).toMatchObject({ hits: 0, trials: 15 });
    // 15 verdicts of 6 launches: a replay may begin with any of 90.
    expect(replayed?.conditions[0]?.falseFlags?.trials).toBe(90);
  });
  it("are made of one record too", () => {
    const one = assembleFigures(comparableRecords([sampleRecord()], null));
    expect(one.gates).toEqual([]);
    expect(withFigures(frame, one, "x.md")).toContain("no data yet");
    expect(verdictChart(one)).toContain("beside a busy neighbour: no data yet");
  });
});

describe("the document", () => {
  const written = withFigures(frame, figures, "measurement.md");

  it("gets its tables between the markers and keeps what is around them", () => {
    expect(written.startsWith("# Title\n\n<!-- pacegate:figures:begin")).toBe(true);
    expect(written.endsWith("<!-- pacegate:figures:end -->\n\nThe end.\n")).toBe(true);
    expect(written).not.toContain("No data yet.");
  });
  it("is the same when written again", () => {
    expect(withFigures(written, figures, "measurement.md")).toBe(written);
  });
  it("shows a row for each rule and neighbour, live and replayed labelled", () => {
    expect(written).toMatch(/\| Pacegate +\| live +\| quiet +\| +0 of 15, 0% \(0 to 21\.8%\) \|/);
    expect(written).toMatch(/\| Pacegate +\| replayed +\| quiet/);
    expect(written).toMatch(/\| CodSpeed walltime, 10% +\| replayed, separate +\| busy/);
    expect(written).toMatch(/\| asv continuous --interleave-rounds +\| replayed, interleaved +\| quiet/);
  });
  it("shows missing graphs as a dash and missing pairs as no data", () => {
    const row = written.split("\n").find((line) => /\| Pacegate +\| live +\| quiet/.test(line));
    expect(
      row
        ?.split("|")
        .map((cell) => cell.trim())
        .slice(5, 10),
    ).toEqual(["no data yet", "no data yet", "no data yet", "– / 100 / –", "– / – / 100"]);
  });
  it("is refused without its markers", () => {
    expect(() => withFigures("# Title\n", figures, "x.md")).toThrow(PublicationError);
    expect(() => withFigures(frame + frame, figures, "x.md")).toThrow(PublicationError);
  });
});

describe("the chart", () => {
  it("is the same whatever was drawn before it", () => {
    expect(verdictChart(figures)).toBe(verdictChart(figures));
    expect(verdictChart(figures)).not.toMatch(/zr\d|<style/);
  });
  it("draws the share called slower by how much slower head is, false flags at 0", () => {
    const [live] = detectionCurves(figures, "quiet");
    expect(live).toMatchObject({
      name: "Pacegate, live",
      points: [
        [0, 0],
        [5, 100],
        [10, 100],
      ],
    });
  });
});

describe("publishing", () => {
  it("writes the document, the figures and the chart", () => {
    const out = join(folder, "measurement");
    writeFileSync(`${out}.md`, readFileSync("docs/measurement.md", "utf8"));
    expect(publish({ state: folder, out })).toEqual(figures);
    expect(figuresFormat.schema.parse(JSON.parse(readFileSync(join(out, "figures.json"), "utf8")))).toEqual(figures);
    expect(readFileSync(join(folder, "images", "verdict.svg"), "utf8")).toBe(verdictChart(figures));
    expect(readFileSync(`${out}.md`, "utf8")).toContain("### What had to be reached");
  });
  it("writes nothing where the document has no place for it", () => {
    const out = join(folder, "measurement");
    writeFileSync(`${out}.md`, "# Title\n");
    expect(() => publish({ state: folder, out })).toThrow(PublicationError);
    expect(existsSync(out)).toBe(false);
  });
  it("wants to know what, and one thing only", () => {
    expect(() => publish({ out: "x" })).toThrow(PublicationError);
    expect(() => publish({ state: folder, records: "x", out: "x" })).toThrow(PublicationError);
  });
});

describe("records", () => {
  const other = sampleRecord({ rule: "b".repeat(64), startedAt: "2027-01-01T00:00:00.000Z" });

  it("of another rule or machine than the latest are left out and counted", () => {
    const { records, leftOut } = comparableRecords([...many, other], null);
    expect([records.length, leftOut]).toEqual([1, many.length]);
    const chosen = comparableRecords([...many, other], "aaaa");
    expect([chosen.records.length, chosen.leftOut]).toEqual([many.length, 1]);
    const elsewhere = { ...other, rule: "a".repeat(64), machine: { ...other.machine, cores: 64 } };
    expect(comparableRecords([...many, elsewhere], null).leftOut).toBe(many.length);
  });
  it("are put in time order", () => {
    const { records } = comparableRecords(many.toReversed(), null);
    expect(records).toEqual(many);
  });
  it("must be there", () => {
    expect(() => comparableRecords([], null)).toThrow(PublicationError);
    expect(() => comparableRecords(many, "cccc")).toThrow(PublicationError);
  });
  it("are read from a folder that grows, and from a gzipped file", () => {
    expect(recordsInFolder(folder)).toEqual(many);
    writeFileSync(join(folder, "all.jsonl.gz"), gzipSync(lines));
    expect(recordsInFile(join(folder, "all.jsonl.gz"))).toEqual(many);
  });
});

describe("numbers in tables", () => {
  it("have no more digits than they need", () => {
    expect([0.005, 0, 1, 0.98333].map(percentText)).toEqual(["0.5%", "0%", "100%", "98.3%"]);
    expect([3.04, 120.4].map(secondsText)).toEqual(["3 s", "120 s"]);
    expect([effectText({ mean: 0.376, error: 0.081 }), effectText({ mean: -0.2, error: 0 })]).toEqual([
      "+0.38 ± 0.08",
      "-0.20 ± 0.00",
    ]);
  });
});
