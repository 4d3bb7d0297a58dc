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
import { measurementBlock, withFigures } from "../../../bench/verdict/published/measurement-block.ts";
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
const figures = assembleFigures(comparableRecords(many, null), null);
const place = (block: string) =>
  `<!-- pacegate:${block}:begin (written by bench/verdict/published, do not edit) -->\n\nNo data yet.\n\n<!-- pacegate:${block}:end -->\n`;
const frame = `# Title\n\n${place("in-short")}\nThe method.\n\n${place("figures")}\nThe end.\n`;

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
    expect(assembleFigures(comparableRecords(many, null), null)).toEqual(figures);
  });
  it("keep live verdicts and replays apart", () => {
    const [live, replayed] = figures.rules;
    expect([live?.how, replayed?.how]).toEqual(["live", "replayed"]);
    expect(live?.conditions[0]?.falseFlags).toMatchObject({ hits: 0, trials: 15 });
    // 15 verdicts of 6 launches: a replay may begin with any of 90.
    expect(replayed?.conditions[0]?.falseFlags?.trials).toBe(90);
  });
  it("are made of one record too", () => {
    const one = assembleFigures(comparableRecords([sampleRecord()], null), null);
    expect(one.gates).toEqual([]);
    expect(withFigures(frame, one, "x.md")).toContain("no data yet");
    expect(verdictChart(one)).toContain("beside a busy neighbour: no data yet");
  });
});

describe("the document", () => {
  const written = withFigures(frame, figures, "measurement.md");

  it("gets its tables between the markers and keeps what is around them", () => {
    expect(written.startsWith("# Title\n\n<!-- pacegate:in-short:begin")).toBe(true);
    expect(written).toContain("<!-- pacegate:in-short:end -->\n\nThe method.\n\n<!-- pacegate:figures:begin");
    expect(written.endsWith("<!-- pacegate:figures:end -->\n\nThe end.\n")).toBe(true);
    expect(written).not.toContain("No data yet.");
  });
  it("is the same when written again", () => {
    expect(withFigures(written, figures, "measurement.md")).toBe(written);
  });
  it("shows a row for each rule and neighbour, live and replayed labelled", () => {
    expect(written).toMatch(/\| Pacegate +\| live +\| quiet +\| +0 of 15, 0% \(0 to 21\.8%†\) \|/);
    expect(written).toMatch(/\| Pacegate +\| replayed +\| quiet/);
    expect(written).toMatch(/\| CodSpeed walltime, 10% +\| replayed, separate +\| busy/);
    expect(written).toMatch(/\| asv continuous --interleave-rounds +\| replayed, interleaved +\| quiet/);
  });
  it("says in short what the gate and the other rules made of the pairs", () => {
    const [summary = ""] = written.split("The method.");
    expect(summary).toContain(
      "On the quiet machine Pacegate called 0 of 15 (95% bounds 0 to 21.8%†) pairs that compute the same slower or faster, caught 24 of 24 slowdowns of 3% or more, and called 0 of 24 (95% bounds 0 to 14.2%†) of those unchanged.",
    );
    expect(summary).toMatch(/in separate jobs: they flagged 0%.* of the pairs that compute the same and caught 0%/);
    expect(summary).toMatch(/in one job or in turns: they flagged 0%/);
    expect(summary).toContain("Beside a busy neighbour Pacegate called 0 of 5");
    expect(summary).toContain("caught no data yet slowdowns");
  });
  it("shows how many of how many were caught, and missing pairs as no data", () => {
    const row = written.split("\n").find((line) => /\| Pacegate +\| live +\| quiet/.test(line));
    expect(
      row
        ?.split("|")
        .map((cell) => cell.trim())
        .slice(5, 10),
    ).toEqual(["no data yet", "no data yet", "no data yet", "12 of 12", "12 of 12"]);
  });
  it("says which pairs are left out of the replays, and how far apart base and head of a rule were", () => {
    const few = simulatedRecords([{ verdicts: 10 }, { verdicts: 1, launches: 3, addedPercent: 3 }]);
    const text = measurementBlock(assembleFigures(comparableRecords(few, null), null));
    expect(text).toContain("gates of 1, quiet: 1 ms +3% (3)");
    const row = text.split("\n").find((line) => /\| Pacegate +\| replayed +\| quiet/.test(line));
    expect(row).toContain("| 1 ms left out |");
    // Identical verdicts are two minutes apart, and so are base and head of separate jobs; or launches, 1.5 s.
    expect(text).toMatch(/\| over 5%, separate jobs, 1 launch .*\| 2 min \(2 min\) +\|/);
    expect(text).toMatch(/\| Bencher, relative 25% .*\| 1\.5 s \(1\.5 s\) +\|/);
  });
  it("says how many replays without a launch in common would say as much", () => {
    expect(written).toMatch(/\| Pacegate +\| replayed +\| quiet +\| +0 of 90 \(effective n \d+\), 0%/);
  });
  it("is refused without its markers", () => {
    expect(() => withFigures("# Title\n", figures, "x.md")).toThrow(PublicationError);
    expect(() => withFigures(frame + frame, figures, "x.md")).toThrow(PublicationError);
    expect(() => withFigures(place("figures"), figures, "x.md")).toThrow(/block in-short/);
  });
});

describe("the chart", () => {
  it("is the same whatever was drawn before it", () => {
    expect(verdictChart(figures)).toBe(verdictChart(figures));
    expect(verdictChart(figures)).not.toMatch(/zr\d|<style/);
  });
  it("draws the share called slower where all three graphs were measured, each counted alike, false flags at 0", () => {
    const records = simulatedRecords([
      { verdicts: 6 },
      { verdicts: 2, addedPercent: 5, graph: "0.1 ms" },
      { verdicts: 6, addedPercent: 5, decision: "unchanged" },
      { verdicts: 2, addedPercent: 5, graph: "10 ms" },
      { verdicts: 2, addedPercent: 10 },
    ]);
    const [live] = detectionCurves(assembleFigures(comparableRecords(records, null), null), "quiet");
    expect(live).toMatchObject({
      name: "Pacegate, live",
      points: [
        [0, 0],
        [5, 66.67],
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
  it("shows the calibration that lies beside the records, published ones too, and says where there is none", () => {
    const out = join(folder, "measurement");
    writeFileSync(`${out}.md`, frame);
    const launch = {
      graph: "1 ms",
      nominalPercent: 5,
      columns: 60,
      startedAt: "2026-01-02T03:04:05Z",
      logRatio: Math.log1p(0.0497),
      totalLogRatio: Math.log1p(0.0497),
      plainTotalLogRatio: Math.log1p(0.051),
    };
    publish({ state: folder, out });
    expect(readFileSync(`${out}.md`, "utf8")).toContain("The records came without their calibration.");
    writeFileSync(join(folder, names.calibration), `${JSON.stringify(launch)}\n`.repeat(8));
    writeFileSync(join(folder, "all.jsonl.gz"), gzipSync(lines));
    publish({ records: join(folder, "all.jsonl.gz"), out });
    expect(readFileSync(`${out}.md`, "utf8")).toMatch(
      /\| 1 ms +\| +\+5% \| +60 \| +8 \| +4\.97 ± 0\.00% \| +4\.97 ± 0\.00% \| +5\.10 ± 0\.00% \| +yes \|/,
    );
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
