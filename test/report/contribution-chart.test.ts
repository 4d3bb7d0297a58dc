import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CellVerdict, ContributionFigures } from "../../src/compare/verdict.ts";
import { contributionChart, escapeMermaid } from "../../src/report/contribution-chart.ts";
import type { CellIn } from "../../src/report/group-cells.ts";
import { sampleCell, sampleMeasured } from "../fixtures/verdict.ts";
import { hostileText, invisibleCharacter } from "./hostile-text.ts";

const part = (label: string, deltaMs: number): ContributionFigures => ({
  label,
  baseMs: 5,
  headMs: 5 + deltaMs,
  deltaMs,
  unchanged: false,
  probability: 0.0001,
  found: true,
});

function cell(contributions: ContributionFigures[]): CellVerdict & CellIn<"measured"> {
  return { ...sampleCell(), outcome: sampleMeasured({ contributions }) };
}

describe("the drawing of where the time went", () => {
  test("goes from base over what changed most to head", () => {
    expect(
      contributionChart(cell([part("Graph #2 (pooling)", -0.5), part("Graph #1 (encoder, search.py:31)", 4.7)])),
    ).toBe(
      [
        "```mermaid",
        "flowchart LR",
        '  base(["base 12.1 ms"])',
        '  part0["+4.70 ms<br/>Graph #35;1 (encoder, search.py:31)"]:::slower',
        '  part1["-0.50 ms<br/>Graph #35;2 (pooling)"]:::faster',
        '  head(["head 16.3 ms"])',
        "  base --> part0 --> part1 --> head",
        "  classDef slower stroke:#d1242f,stroke-width:2px",
        "  classDef faster stroke:#1a7f37,stroke-width:2px",
        "```",
      ].join("\n"),
    );
  });

  test.each([
    ["nothing", []],
    ["one part that matters", [part("a", 4), part("b", 0.001)]],
    ["more than a reader takes in", Array.from({ length: 13 }, (_, index) => part(`${index}`, 1))],
    ["parts that did not change", [part("a", 0), part("b", 0)]],
  ])("is left out for %s", (_name, contributions) => {
    expect(contributionChart(cell(contributions))).toBeNull();
  });
});

describe("whatever a part is called", () => {
  test("no directive is begun, which Mermaid would take out before it reads the drawing", () => {
    expect(escapeMermaid("%%{x}%%")).toBe("#37;#37;#123;x#125;#37;#37;");
  });

  test("nothing ends its label, begins a directive, an entity or a tag, or breaks the line", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const escaped = escapeMermaid(text);
        expect(escaped).not.toMatch(/["'`<>&%{}[\]|\\~*_@=!?\n\r]/);
        expect(escaped.replace(/#\d+;/g, "")).not.toMatch(/[#;]/);
        expect(escaped).not.toMatch(invisibleCharacter);
      }),
      { numRuns: 1000 },
    );
  });

  test("the block stays one block with the same lines", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, two) => {
        const lines = contributionChart(cell([part(one, 3), part(two, 2)]))?.split("\n") ?? [];
        expect(lines).toHaveLength(10);
        expect(lines.filter((line) => line.includes("```"))).toEqual(["```mermaid", "```"]);
      }),
    );
  });
});
