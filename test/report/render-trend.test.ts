import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BaselineRecord, RecordedCell } from "../../src/baseline/record.ts";
import { renderTrend } from "../../src/report/render-trend.ts";
import { hostileText } from "./hostile-text.ts";

function recordedCell(cell: string, ratio: number, change: Partial<RecordedCell> = {}): RecordedCell {
  return {
    cell,
    case: "search@16",
    backend: { target: "g4dn.xlarge", engine: "onnxrt-cpu", options: [] },
    state: "measured",
    decision: ratio > 0.01 ? "regression" : "unchanged",
    effect: { ratio, lower: ratio - 0.01, upper: ratio + 0.01, level: 0.99 },
    headMsPerRun: 12.3,
    headUsdPerMillionItems: null,
    processor: null,
    ...change,
  };
}

function record(day: number, change: Partial<BaselineRecord> = {}): BaselineRecord {
  return {
    schema: "pacegate/baseline-record/1",
    kind: "night",
    recordedAt: new Date(Date.UTC(2026, 0, 1) + day * 43_200_000).toISOString(),
    pacegateVersion: "0.1.0",
    commit: `${day}`.padStart(40, "a"),
    base: "b".repeat(40),
    tag: "v1",
    run: null,
    conclusion: "pass",
    bundle: null,
    cells: [recordedCell("search@16 g4dn.xlarge/onnxrt-cpu", day / 100)],
    acceptances: [],
    ...change,
  };
}

const page = (records: readonly BaselineRecord[]) => renderTrend(records, { title: "Trend of octo/search" });

describe("the trend page", () => {
  const merge = record(3, { kind: "merge", tag: null, cells: [recordedCell("rank@1 here/onnxrt-cpu", -0.02)] });
  const records = [record(4), record(2), merge, record(1), record(0, { kind: "release", cells: [] })];

  test("draws nights as a line with its interval and merges as dots, and lists the newest first", () => {
    const html = page(records);
    expect(html.match(/<svg /g)).toHaveLength(2);
    // Three nights: a band of six points around a line of three.
    expect(html.match(/class="band" d="M[^"]*"/)?.[0].match(/[ML]/g)).toHaveLength(6);
    expect(html.match(/class="night" d="M[^"]*"/)?.[0].match(/[ML]/g)).toHaveLength(3);
    expect(html.match(/class="merge" d="M[\d.]+ [\d.]+h0"/g)).toHaveLength(1);
    const nights = [...html.matchAll(/<td>(2026-01-\d\d)<\/td><td>night<\/td>/g)].map(([, day]) => day);
    expect(nights).toEqual(["2026-01-03", "2026-01-02", "2026-01-01"]);
    expect(html).toContain("5 records from 2026-01-01 to 2026-01-03.");
    expect(html).toContain('<td class="n slower">+4.0%</td>');
  });

  test("does not join nights against different releases", () => {
    const html = page([record(1), record(2), record(3, { tag: "v2" }), record(4, { tag: "v2" })]);
    expect(html.match(/class="night"/g)).toHaveLength(2);
  });

  test("stands on its own: no script, nothing from elsewhere, light and dark", () => {
    const html = page(records);
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain("prefers-color-scheme:dark");
    expect(html).not.toMatch(/<script|<link|<img|\bsrc=|https?:|@import|url\(/i);
  });

  test("says so where there is nothing to draw", () => {
    expect(page([])).toContain("No records yet.");
    expect(page([record(1, { cells: [] })])).toContain("Nothing was measured yet");
  });

  test("leaves out what was skipped, and shows what could not be measured", () => {
    const lost = { effect: null, decision: null, headMsPerRun: null };
    const cells = [
      recordedCell("skipped", 0, { state: "unchanged-skipped", ...lost }),
      recordedCell("failed", 0, { state: "failed", ...lost }),
    ];
    const html = page([record(1, { cells })]);
    expect(html).not.toContain("skipped");
    expect(html).toContain("<td>failed</td>");
    expect(html).not.toContain("<svg");
  });

  test("draws finite figures only, whatever the intervals are", () => {
    const figure = fc.oneof(
      fc.double({ min: -1, max: 3, noNaN: true }),
      fc.constantFrom(-1, 0, 1e300, Number.MAX_VALUE),
    );
    const cell = fc.tuple(figure, figure, figure).map((figures) => {
      const [lower = 0, ratio = 0, upper = 0] = figures.toSorted((a, b) => a - b);
      return recordedCell("a", 0, { effect: { ratio, lower, upper, level: 0.99 } });
    });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 8 }), (cells) => {
        const html = page(cells.map((found, day) => record(day, { cells: [found] })));
        expect(html).not.toMatch(/NaN|Infinity/);
        expect(html.length).toBeLessThan(60_000);
      }),
    );
  });

  test("shows any name as text", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const name = `${text}<img src=x onerror="x">'`;
        const html = renderTrend(
          [
            record(0, { kind: "release", tag: name, cells: [] }),
            record(1, { tag: name, cells: [recordedCell(name, 0)] }),
            record(2, { cells: [recordedCell(name, 0)] }),
          ],
          { title: name },
        );
        const tags = [...html.matchAll(/<(\/?[a-z!][a-z0-9]*)/gi)].map(([, tag]) => tag?.replace("/", ""));
        const ours = [
          "!doctype",
          "html",
          "head",
          "meta",
          "title",
          "style",
          "body",
          "h1",
          "h2",
          "p",
          "span",
          "section",
          "div",
          "table",
          "tr",
          "th",
          "td",
          "a",
          "svg",
          "path",
          "text",
        ];
        expect(tags.filter((tag) => !ours.includes(tag ?? ""))).toEqual([]);
        expect(html).not.toMatch(/aria-label="[^"]*onerror="/);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    [10, 0],
    [100, 0],
    [600, 1],
  ])("stays below 2 MB with 1,000 records of %i cells", (count, least) => {
    const cells = Array.from({ length: count }, (_, index) =>
      recordedCell(`model-${index}@16 g4dn.xlarge/onnxrt-cpu`, 0.003),
    );
    const html = page(
      Array.from({ length: 1_000 }, (_, day) => record(day, { kind: day % 2 === 0 ? "night" : "merge", cells })),
    );
    expect(Buffer.byteLength(html)).toBeLessThan(2_000_000);
    const left = Number(/<p>(\d+) more cells are left out/.exec(html)?.[1] ?? 0);
    expect(left).toBeGreaterThanOrEqual(least);
    expect(html.match(/<section id=/g)).toHaveLength(count - left);
  });
});
