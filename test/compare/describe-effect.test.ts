import { describe, expect, it } from "vitest";
import { cellTitle, effectWords, percent, speedWords } from "../../src/compare/describe-effect.ts";

describe("effects in words", () => {
  it.each([
    [1.31, "2.31x slower"],
    [4, "5.00x slower"],
    [0.032, "3.2% slower"],
    [0.2, "20% slower"],
    [-0.5, "2.00x faster"],
    [-0.1, "10% faster"],
  ])("%s is %s", (ratio, words) => expect(speedWords(ratio)).toBe(words));

  it("shows the interval with its level, never rounded up to certainty", () => {
    expect(effectWords({ ratio: 1.31, lower: 1.2, upper: 1.43, level: 0.95 })).toBe(
      "+131%, 95% interval +120% … +143%",
    );
    expect(effectWords({ ratio: -0.05, lower: -0.062, upper: -0.01, level: 0.999987 })).toBe(
      "-5%, 99.99% interval -6.2% … -1%",
    );
    expect(effectWords({ ratio: 0, lower: -0.5, upper: Number.MAX_VALUE, level: 0.99 })).toBe(
      "0%, 99% interval -50% … over +1000000%",
    );
  });

  it("drops digits that say nothing", () => expect([0.01, 0.125, 0.0234].map(percent)).toEqual(["1%", "13%", "2.3%"]));

  it("names a cell by case and backend, local python apart", () => {
    const backend = { target: "g4dn.xlarge", engine: "tensorrt", options: ["fp16"] } as const;
    expect(cellTitle({ case: "search@1", backend: { ...backend, options: ["fp16"] } })).toBe(
      "search@1 on g4dn.xlarge/tensorrt[fp16]",
    );
    expect(cellTitle({ case: "search@1", backend: null })).toBe("the local Python of search@1");
  });
});
