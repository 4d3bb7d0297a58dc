// Which records may go. Releases never: they are the anchors that everything else is compared with.
import { compareNames, type RecordName } from "./record-path.ts";

export interface Keep {
  /** So many of each kind stay, however old. */
  readonly newest: number;
  /** What is younger stays, however many there are. */
  readonly days: number;
}

const dayMs = 86_400_000;

/** @returns the records that neither rule keeps, oldest first */
export function prunableRecords(names: readonly RecordName[], keep: Keep, now: Date): RecordName[] {
  const youngest = now.getTime() - keep.days * dayMs;
  const seen = new Map<RecordName["kind"], number>();
  const prunable: RecordName[] = [];
  for (const name of names.toSorted(compareNames).toReversed()) {
    const newer = seen.get(name.kind) ?? 0;
    seen.set(name.kind, newer + 1);
    if (name.kind === "release" || newer < keep.newest || Date.parse(name.recordedAt) >= youngest) continue;
    prunable.push(name);
  }
  return prunable.toReversed();
}
