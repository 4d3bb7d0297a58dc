import { describe, expect, it } from "vitest";
import {
  type CommitRange,
  commitRanges,
  type NightIssueInput,
  nightIssueMarker,
  renderNightIssue,
  type Shift,
} from "../../src/nights/index.ts";
import { escapeMarkdown } from "../../src/report/escape-markdown.ts";
import { anchorCommit, commitOf, timeOf } from "./night-records.ts";

const night = (index: number) => ({ recordedAt: timeOf(index), commit: commitOf(index) });

function shift(changes: Partial<Shift> = {}): Shift {
  return {
    cell: "search@16 gpu/onnxrt-cuda",
    kind: "slower",
    before: 0.001,
    after: 0.0821,
    change: { ratio: 0.081, lower: 0.072, upper: 0.09, level: 0.95 },
    lastGoodNight: night(9),
    firstNight: night(10),
    lastGoodCommit: commitOf(9),
    firstBadCommit: commitOf(10),
    processors: null,
    ...changes,
  };
}

function range(count: number, changes: Partial<CommitRange> = {}): CommitRange {
  return {
    lastGood: commitOf(9),
    firstBad: commitOf(10),
    commits: Array.from({ length: count }, (_, index) => ({ sha: commitOf(100 + index), subject: `Change ${index}` })),
    total: count,
    compareUrl: "https://github.com/o/r/compare/a...b",
    ...changes,
  };
}

function render(changes: Partial<NightIssueInput> = {}) {
  return renderNightIssue({
    shifts: [shift()],
    anchor: { tag: "v1.2.0", commit: anchorCommit },
    ranges: [range(3)],
    runUrl: "https://github.com/o/r/actions/runs/7",
    failedCells: [],
    escape: escapeMarkdown,
    ...changes,
  });
}

const good = commitOf(9).slice(0, 12);
const bad = commitOf(10).slice(0, 12);

describe("renderNightIssue", () => {
  it("begins with the hidden marker by which the issue is found again", () => {
    expect(render().body.split("\n")[0]).toBe(nightIssueMarker);
    expect(nightIssueMarker).toBe("<!-- pacegate:night -->");
    expect(render({ shifts: [] }).body.split("\n")[0]).toBe(nightIssueMarker);
  });

  it("names the cell, the change, the nights and the commits in between", () => {
    const { title, body, open } = render();
    expect(open).toBe(true);
    expect(title).toBe("Nightly benchmark: 1 cell is slower than v1.2.0");
    expect(body).toContain(
      "| search@16 gpu/onnxrt-cuda | +0.1% | +8.2% | +8.1% (95% interval +7.2% … +9%) | 2026-01-11, last good 2026-01-10 |",
    );
    expect(body).toContain("3 commits came between:");
    for (const index of [0, 1, 2]) expect(body).toContain(`- ${commitOf(100 + index).slice(0, 12)} Change ${index}`);
    expect(body).toContain("[this run](https://github.com/o/r/actions/runs/7)");
  });

  it("says what to do next, with commands that can be copied", () => {
    const { body } = render();
    expect(body).toContain(`\npacegate gate --base ${good} --head ${bad}\n`);
    expect(body).toContain(`\ngit bisect start ${bad} ${good}\n`);
    expect(body).toMatch(
      /\ngit bisect run sh -c 'pacegate gate --base [0-9a-f]{12}; code=\$\?; .*exit 125; exit \$code'\n/,
    );
  });

  it("shows fifty commits, then how many more, with the page of all", () => {
    const { body } = render({ ranges: [range(50)] });
    expect(body).toContain("Change 49");
    expect(body).not.toContain("more");
    const more = render({ ranges: [range(60)] }).body;
    expect(more).toContain("Change 49");
    expect(more).not.toContain("Change 50");
    expect(more).toContain("- and 10 more: [all of them](https://github.com/o/r/compare/a...b)");
    // The API hands out the first part only.
    expect(render({ ranges: [range(20, { total: 900 })] }).body).toContain("- and 880 more: [all of them]");
    expect(render({ ranges: [range(60, { total: 900 })] }).body).toContain("- and 850 more: [all of them]");
  });

  it("tells one range once where one commit slowed many cells", () => {
    const shifts = [shift(), shift({ cell: "other" })];
    expect(commitRanges(shifts)).toEqual([{ lastGood: commitOf(9), firstBad: commitOf(10) }]);
    const { title, body } = render({ shifts });
    expect(title).toContain("2 cells are slower");
    expect(body.match(/### Between/g)).toHaveLength(1);
    expect(body).toContain("| other |");
  });

  it("says that no commit did it where it was the same before and after", () => {
    const same = shift({ firstBadCommit: commitOf(9) });
    const { body } = render({ shifts: [same], ranges: [] });
    expect(body).toContain("The commit was the same before and after");
    expect(body).not.toContain("git bisect");
  });

  it("says so where the commits could not be found out", () => {
    expect(render({ ranges: [] }).body).toContain(`\`git log ${good}..${bad}\` in a clone lists them`);
  });

  it("names another machine, what failed, and what got faster without opening for it", () => {
    const { body } = render({
      shifts: [shift({ processors: { before: "T4", after: "L4" } }), shift({ cell: "quick", kind: "faster" })],
      failedCells: [{ cell: "broken", why: "failed" }],
    });
    expect(body).toContain("from T4 to L4");
    expect(body).toContain("- broken: failed");
    expect(body).toContain("### Faster, for information\n\n- quick:");
    expect(commitRanges([shift({ kind: "faster" })])).toEqual([]);
    expect(render({ shifts: [shift({ kind: "faster" })] }).open).toBe(false);
  });

  it("tells a cell that was slower from the first night on", () => {
    const { body } = render({ shifts: [shift({ lastGoodNight: null, lastGoodCommit: anchorCommit })] });
    expect(body).toContain("2026-01-11, the first night against this anchor");
    expect(body).toContain(`### Between ${anchorCommit.slice(0, 12)} and ${bad}`);
  });

  it("says that nothing is slower any more, for the closing comment", () => {
    const { title, body, open } = render({ shifts: [] });
    expect(open).toBe(false);
    expect(title).toBe("Nightly benchmark: no cell is slower than v1.2.0");
    expect(body).toContain("No cell is slower any more");
    expect(body).not.toContain("### Between");
  });

  it("lets nothing of a hostile name, subject, tag or address through", () => {
    const hostile =
      "@org/team <img src=x onerror=alert(1)> [x](javascript:1) `code` | --> #1 \n\n# heading\n::error::x";
    const { title, body } = render({
      shifts: [
        shift({ cell: hostile, processors: { before: hostile, after: "L4" } }),
        shift({ cell: hostile, kind: "faster" }),
      ],
      anchor: { tag: hostile, commit: "--upload-pack=evil" },
      ranges: [
        range(0, {
          commits: [{ sha: "`; rm -rf /", subject: hostile }],
          total: 1,
          compareUrl: "javascript:alert(1)",
        }),
      ],
      failedCells: [{ cell: hostile, why: hostile }],
      runUrl: "https://x/) @org/team",
    });
    expect(title).toBe("Nightly benchmark: 1 cell is slower than the last release");
    expect(body).not.toMatch(/@org|<img|rm -rf|upload-pack|^# heading|^::error/m);
    expect(body.match(/<!--|-->/g)).toHaveLength(2);
    expect(body.match(/(?<!\\)\]\(/g)).toBeNull();
    // The rows of the table keep their five columns.
    const row = body.split("\n").find((line) => line.startsWith("| ") && line.includes("onerror"));
    expect(row?.match(/\|/g)).toHaveLength(6);
  });

  it("stays under 60,000 characters whatever it is given", () => {
    const long = "@<&#|`$".repeat(9000);
    const shifts = Array.from({ length: 400 }, (_, index) =>
      shift({
        cell: `${index} ${long}`,
        kind: index % 3 === 0 ? "faster" : "slower",
        lastGoodCommit: commitOf(index % 40),
        firstBadCommit: commitOf(41 + (index % 40)),
        processors: { before: `${index}${long}`, after: long },
      }),
    );
    const commits = Array.from({ length: 250 }, (_, index) => ({ sha: commitOf(index), subject: `${index} ${long}` }));
    const ranges = commitRanges(shifts).map((ends) => ({
      ...ends,
      commits,
      total: 1e6,
      compareUrl: `https://github.com/${"x".repeat(260)}`,
    }));
    const failedCells = shifts.map(({ cell }) => ({ cell, why: long }));
    const { title, body } = render({ shifts, ranges, failedCells, anchor: { tag: long, commit: anchorCommit } });
    expect(body.length).toBeLessThan(60_000);
    expect(title.length).toBeLessThan(200);
    expect(body).toContain("more places in the history");
    expect(body).toContain("Faster, for information");
  });
});
