import { expect, it } from "vitest";
import type { CellVerdict } from "../../src/compare/verdict.ts";
import { renderReport } from "../../src/report/index.ts";
import { sampleCell, sampleVerdict } from "../fixtures/verdict.ts";

function notExported(id: string): CellVerdict {
  const stderrTail = ['  File "search.py", line 3, in predict', "ValueError: ``` <b>no</b>"];
  const outcome = { state: "failed" as const, failure: "not-exported" as const, remedy: "Repair it.", stderrTail };
  return sampleCell({ id, outcome, effectOnGate: "fail-error" });
}

it.each(["markdown", "terminal"] as const)("a model's traceback is shown once for all its cells, in %s", (format) => {
  const cells = [notExported("search@16 here/onnxrt-cpu"), notExported("search@1 here/onnxrt-cpu")];
  const text = renderReport(sampleVerdict({ conclusion: "error", cells }), { format });
  expect(text.match(/Traceback of/g)).toHaveLength(1);
  expect(text.match(/line 3, in predict/g)).toHaveLength(1);
  expect(text).not.toContain("stderr");
});

it.each(["markdown", "terminal"] as const)("a base without Pacegate is named in the header, in %s", (format) => {
  const named = sampleVerdict({ base: null, baseWithoutPacegate: "b".repeat(40) });
  expect(renderReport(named, { format })).toMatch(/base `?bbbbbbbbbb`? \(without Pacegate\)/);
  expect(renderReport(sampleVerdict({ base: null }), { format })).toContain("no base");
});
