import fc from "fast-check";
import { expect, test } from "vitest";
import { type AlignableWork, alignCalls } from "../../src/plan/align-calls.ts";

function work(fingerprint: string, modulePath: string | null = null, line: number | null = null): AlignableWork {
  return { fingerprint, modulePath, source: line === null ? null : { file: "model.py", line } };
}

/** Few values each, so that equal fingerprints, paths and lines are common. */
const anyWork: fc.Arbitrary<AlignableWork> = fc
  .tuple(
    fc.constantFrom("a", "b", "c", "d", "e"),
    fc.constantFrom(null, "encoder", "head"),
    fc.option(fc.nat({ max: 3 })),
  )
  .map(([fingerprint, modulePath, line]) => work(fingerprint, modulePath, line));
const anyWorks = fc.array(anyWork, { maxLength: 12 });

/** Quadratic and obvious: the length of the longest common subsequence. */
function longestCommon(base: readonly AlignableWork[], head: readonly AlignableWork[]): number {
  const [first, ...restOfBase] = base;
  const [second, ...restOfHead] = head;
  if (first === undefined || second === undefined) return 0;
  if (first.fingerprint === second.fingerprint) return 1 + longestCommon(restOfBase, restOfHead);
  return Math.max(longestCommon(restOfBase, head), longestCommon(base, restOfHead));
}

test("every index of either side appears in exactly one pair", () => {
  fc.assert(
    fc.property(anyWorks, anyWorks, (base, head) => {
      const pairs = alignCalls(base, head);
      const sorted = (side: "base" | "head") =>
        pairs.flatMap((pair) => pair[side] ?? []).sort((left, right) => left - right);
      expect(sorted("base")).toEqual([...base.keys()]);
      expect(sorted("head")).toEqual([...head.keys()]);
      expect(pairs.filter((pair) => pair.base === null && pair.head === null)).toEqual([]);
    }),
  );
});

test("identical sides pair up one to one", () => {
  fc.assert(
    fc.property(anyWorks, (works) => {
      expect(alignCalls(works, works)).toEqual([...works.keys()].map((index) => ({ base: index, head: index })));
    }),
  );
});

test("as many equal fingerprints meet as both sides have, wherever they moved", () => {
  fc.assert(
    fc.property(anyWorks, anyWorks, (base, head) => {
      const equal = alignCalls(base, head).filter(
        (pair) =>
          pair.base !== null && pair.head !== null && base[pair.base]?.fingerprint === head[pair.head]?.fingerprint,
      );
      const count = (works: readonly AlignableWork[], name: string) =>
        works.filter(({ fingerprint }) => fingerprint === name).length;
      const shared = ["a", "b", "c", "d", "e"].reduce(
        (sum, name) => sum + Math.min(count(base, name), count(head, name)),
        0,
      );
      expect(equal.length).toBe(shared);
    }),
  );
});

test("at least the longest common subsequence keeps its order", () => {
  fc.assert(
    fc.property(fc.array(anyWork, { maxLength: 7 }), fc.array(anyWork, { maxLength: 7 }), (base, head) => {
      const matched = alignCalls(base, head).flatMap((pair) =>
        pair.base !== null && pair.head !== null && base[pair.base]?.fingerprint === head[pair.head]?.fingerprint
          ? [pair.base]
          : [],
      );
      // Longest rising run of base's indexes in head's order.
      const rising: number[] = [];
      for (const [position, index] of matched.entries()) {
        rising[position] = 1;
        for (let before = 0; before < position; before += 1) {
          if ((matched[before] ?? 0) < index)
            rising[position] = Math.max(rising[position] ?? 1, (rising[before] ?? 0) + 1);
        }
      }
      expect(Math.max(0, ...rising)).toBeGreaterThanOrEqual(longestCommon(base, head));
    }),
  );
});

test("a graph that changed meets its like by module path and line, whatever was put in between", () => {
  const base = [work("one", "embed", 3), work("two", "encoder", 7), work("three", "head", 9)];
  const head = [
    work("new", "adapter", 5),
    work("two'", "encoder", 7),
    work("one'", "embed", 3),
    work("three", "head", 9),
  ];
  expect(alignCalls(base, head)).toEqual([
    { base: null, head: 0 },
    { base: 1, head: 1 },
    { base: 0, head: 2 },
    { base: 2, head: 3 },
  ]);
});

test("a graph whose line moved meets its like by module path and file", () => {
  expect(alignCalls([work("x"), work("a", "encoder", 7)], [work("a'", "encoder", 12), work("y")])).toContainEqual({
    base: 1,
    head: 0,
  });
});

test("what nothing tells apart is paired in order between the same neighbours", () => {
  const base = [work("start"), work("a"), work("b"), work("end")];
  const head = [work("start"), work("c"), work("end"), work("d")];
  expect(alignCalls(base, head)).toEqual([
    { base: 0, head: 0 },
    { base: 1, head: 1 },
    { base: 3, head: 2 },
    { base: null, head: 3 },
    { base: 2, head: null },
  ]);
});

test("thousands of graphs that all changed are aligned by their place, without a table of all pairs", () => {
  const many = (prefix: string) =>
    Array.from({ length: 5_000 }, (_, index) => work(`${prefix}${index}`, `layer.${index}`, 1));
  const pairs = alignCalls(many("a"), many("b"));
  expect(pairs).toEqual(Array.from({ length: 5_000 }, (_, index) => ({ base: index, head: index })));
});
