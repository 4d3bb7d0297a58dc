// Pairs the work of base with the work of head, so that a report can say which subgraph a change of time comes from.

/** A piece of work: one subgraph with all calls that a case makes of it. */
export interface AlignableWork {
  readonly fingerprint: string;
  readonly modulePath: string | null;
  readonly source: { readonly file: string; readonly line: number } | null;
}

/** Indexes into the two lists; null where the other side has no like. */
export interface AlignedPair {
  readonly base: number | null;
  readonly head: number | null;
}

/** Beyond this many comparisons the longest common subsequence is given up for what follows it. */
const maxComparisons = 4_000_000;

/**
 * Every index of either side appears in exactly one pair; identical lists pair up one to one.
 *
 * In this order: the longest common subsequence by fingerprint; equal fingerprints that moved; the same module path
 * and line; the same module path and file; what remains between the same neighbours, in order. The rest is one-sided.
 * Pairs come in head's order, then what only base has.
 */
export function alignCalls(base: readonly AlignableWork[], head: readonly AlignableWork[]): readonly AlignedPair[] {
  const headOf = new Map<number, number>();
  const baseOf = new Map<number, number>();
  const pair = (baseIndex: number, headIndex: number): void => {
    headOf.set(baseIndex, headIndex);
    baseOf.set(headIndex, baseIndex);
  };
  for (const [baseIndex, headIndex] of commonSubsequence(base, head)) pair(baseIndex, headIndex);
  for (const key of [fingerprintKey, lineKey, fileKey]) pairByKey(base, head, key, headOf, baseOf, pair);
  pairBetweenNeighbours(base.length, head.length, headOf, baseOf, pair);

  const inHeadOrder: AlignedPair[] = head.map((_, index) => ({ base: baseOf.get(index) ?? null, head: index }));
  const onlyBase = [...base.keys()].filter((index) => !headOf.has(index));
  return [...inHeadOrder, ...onlyBase.map((index): AlignedPair => ({ base: index, head: null }))];
}

type Key = (work: AlignableWork) => string | null;
const fingerprintKey: Key = (work) => work.fingerprint;
const lineKey: Key = ({ modulePath, source }) =>
  source === null ? null : JSON.stringify([modulePath, source.file, source.line]);
const fileKey: Key = ({ modulePath, source }) =>
  modulePath === null ? null : JSON.stringify([modulePath, source?.file ?? null]);

/** Pairs what is left and has the same key, first with first. */
function pairByKey(
  base: readonly AlignableWork[],
  head: readonly AlignableWork[],
  key: Key,
  headOf: ReadonlyMap<number, number>,
  baseOf: ReadonlyMap<number, number>,
  pair: (base: number, head: number) => void,
): void {
  const waiting = new Map<string, number[]>();
  for (const [index, work] of base.entries()) {
    const name = headOf.has(index) ? null : key(work);
    if (name === null) continue;
    const queue = waiting.get(name);
    if (queue === undefined) waiting.set(name, [index]);
    else queue.push(index);
  }
  for (const queue of waiting.values()) queue.reverse();
  for (const [index, work] of head.entries()) {
    const name = baseOf.has(index) ? null : key(work);
    const baseIndex = name === null ? undefined : waiting.get(name)?.pop();
    if (baseIndex !== undefined) pair(baseIndex, index);
  }
}

/** Walks both lists: between two paired works of head, takes base's unpaired ones that follow the same neighbour. */
function pairBetweenNeighbours(
  baseLength: number,
  headLength: number,
  headOf: ReadonlyMap<number, number>,
  baseOf: ReadonlyMap<number, number>,
  pair: (base: number, head: number) => void,
): void {
  const found = new Map<number, number>();
  let next = 0;
  for (let headIndex = 0; headIndex < headLength; headIndex += 1) {
    const known = baseOf.get(headIndex);
    if (known !== undefined) {
      next = known + 1;
    } else if (next < baseLength && !headOf.has(next) && !found.has(next)) {
      found.set(next, headIndex);
      next += 1;
    }
  }
  for (const [baseIndex, headIndex] of found) pair(baseIndex, headIndex);
}

/** Longest common subsequence by fingerprint, by dynamic programming between the common start and end. */
function* commonSubsequence(
  base: readonly AlignableWork[],
  head: readonly AlignableWork[],
): Generator<readonly [number, number]> {
  const equal = (baseIndex: number, headIndex: number): boolean =>
    base[baseIndex]?.fingerprint === head[headIndex]?.fingerprint;
  const shorter = Math.min(base.length, head.length);
  let start = 0;
  while (start < shorter && equal(start, start)) {
    yield [start, start];
    start += 1;
  }
  let end = 0;
  while (end < shorter - start && equal(base.length - 1 - end, head.length - 1 - end)) {
    end += 1;
    yield [base.length - end, head.length - end];
  }
  const rows = base.length - start - end;
  const columns = head.length - start - end;
  if (rows * columns > maxComparisons) return;
  // lengths[row * width + column]: the longest that is left from there on.
  const width = columns + 1;
  const lengths = new Uint32Array((rows + 1) * width);
  const length = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      lengths[row * width + column] = equal(start + row, start + column)
        ? length(row + 1, column + 1) + 1
        : Math.max(length(row + 1, column), length(row, column + 1));
    }
  }
  let row = 0;
  let column = 0;
  while (row < rows && column < columns) {
    if (equal(start + row, start + column)) {
      yield [start + row, start + column];
      row += 1;
      column += 1;
    } else if (length(row + 1, column) >= length(row, column + 1)) row += 1;
    else column += 1;
  }
}
