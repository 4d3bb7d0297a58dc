// What a rule of another tool is, and the figures that it is shown.
import type { LaunchRecord } from "../../record.ts";

/** Of one instance, nothing filtered. */
export type SideFigures = LaunchRecord["instances"][number]["base"];

/** One side of one launch, as a tool would have it that had run that side alone. */
export type SideRun = readonly SideFigures[];

export interface Measured {
  /** As many runs as the rule asks for. */
  readonly base: readonly SideRun[];
  readonly head: readonly SideRun[];
  /** Runs of base before `base`, minutes apart, newest first. */
  readonly history: readonly SideRun[];
}

export interface OtherRule {
  readonly key: string;
  readonly name: string;
  readonly source: string;
  /** What the source says, in our words. */
  readonly says: string;
  /**
   * `separate`: base and head were run minutes apart. `consecutive`: base, and head right after it in the same job.
   * `interleaved`: in turns; here both sides of the same launches, which alternate more closely than any tool does.
   */
  readonly design: "separate" | "consecutive" | "interleaved";
  /** Of each side. */
  readonly runs: number;
  readonly history: { readonly least: number; readonly most: number };
  /** Null: too little to apply the rule to. */
  readonly flagsSlower: (measured: Measured) => boolean | null;
}

export const noHistory = { least: 0, most: 0 } as const;
