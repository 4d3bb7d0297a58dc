// Drives a reader with hostile input for its share of the time: a checked value, or one of the product's own errors.
import { readdirSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import { describeError } from "../../src/describe-error.ts";
import { PacegateError } from "../../src/pacegate-error.ts";
import { expectNoCommands } from "./harmless.ts";

/** Of all readers together: a minute in CI. */
const fuzzSeconds = Number(process.env.PACEGATE_FUZZ_SECONDS ?? (process.env.CI ? 60 : 6));
export const fuzzTimeoutMs = fuzzSeconds * 1000 + 30_000;

/** Of that time; they add up to one. A file of its own for each reader. */
export const shares = {
  bundles: 0.2,
  parcels: 0.2,
  benchRequests: 0.05,
  measurements: 0.15,
  commentState: 0.05,
  baselineRecords: 0.1,
  archives: 0.1,
  onnxFiles: 0.05,
  acceptanceRequests: 0.04,
  configurations: 0.04,
  events: 0.02,
};
const seed = Number(process.env.PACEGATE_FUZZ_SEED ?? 20_261_125);
/** Processor time, so that a busy machine is no hang. */
const longestRunMs = 1000;

export interface Fuzzed<Input, Value> {
  /** Is accepted. */
  readonly sound: Input;
  readonly inputs: fc.Arbitrary<Input>;
  readonly read: (input: Input) => Value | Promise<Value>;
  /** Checks what was accepted; it may throw the product's errors, as later stages do. */
  readonly use: (value: Value) => void | Promise<void>;
  /** Beside the product's own errors. */
  readonly alsoThrows?: new () => Error;
  readonly reader: keyof typeof shares;
}

export async function fuzz<Input, Value>(fuzzed: Fuzzed<Input, Value>): Promise<void> {
  const { reader, sound, inputs, read, use, alsoThrows } = fuzzed;
  await use(await read(sound));
  const property = fc.asyncProperty(inputs, async (input) => {
    const before = process.cpuUsage();
    let value: { readonly read: Value } | null = null;
    try {
      value = { read: await read(input) };
    } catch (error) {
      // A stack that overflows is a RangeError too.
      const documented = alsoThrows !== undefined && error instanceof alsoThrows && !/call stack/.test(error.message);
      if (!documented) expectOwnError(error);
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(longestRunMs);
    if (value === null) return;
    try {
      await use(value.read);
    } catch (error) {
      expectOwnError(error);
    }
  });
  await fc.assert(property, {
    seed,
    numRuns: 1_000_000,
    interruptAfterTimeLimit: fuzzSeconds * 1000 * shares[reader],
    endOnFailure: true,
  });
}

function expectOwnError(error: unknown): void {
  if (!(error instanceof PacegateError)) throw error;
  expectNoCommands(describeError(error, false));
  expect(error.what).not.toBe("");
  expect(error.remedy).not.toBe("");
}

/** Every name under a folder with what it is: the same before and after what writes nothing. Links are not followed. */
export function treeOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) return [`${path} -> ${readlinkSync(path)}`];
    return entry.isDirectory() ? [path, ...treeOf(path)] : [`${path} ${statSync(path).size}`];
  });
}
