// What names the rules that teams write by hand: how base and head were run, and in how many launches of each.
/** Pacegate decides by no fewer. A rule that gets as many does not lose for want of data. */
export const firstLookLaunches = 4;

/** How base and head were run. */
export type ByHand = "separate" | "interleaved";

/** `separate jobs, 1 launch`, or `in turns, 4 launches` */
export function designWords(design: ByHand, runs: number): string {
  return `${design === "separate" ? "separate jobs" : "in turns"}, ${runs} ${runs === 1 ? "launch" : "launches"}`;
}
