// What differs in the Python around a case's graphs, in words; nothing means that it needs no measuring.
import type { Case } from "../bundle/manifest.ts";
import type { CaseView } from "./case-view.ts";
import { oneLine } from "./one-line.ts";

/** Empty iff the local code's fingerprint, the sequence of segments and the lock file are the same. */
export function localPythonChanges(base: CaseView, head: CaseView): readonly string[] {
  const changes: string[] = [];
  const [before, after] = [base.modelCase.localPython, head.modelCase.localPython];
  if (before !== null && after !== null && before.fingerprint !== after.fingerprint) {
    const covered = [
      ...changedEntries(
        before.covers.modules.map(({ path, digest }) => [path, digest]),
        after.covers.modules.map(({ path, digest }) => [path, digest]),
      ),
      ...changedEntries(
        before.covers.packages.map(({ name, version }) => [name, version]),
        after.covers.packages.map(({ name, version }) => [name, version]),
      ),
      ...changedEntries(
        before.covers.files.map(({ path, digest }) => [path, digest]),
        after.covers.files.map(({ path, digest }) => [path, digest]),
      ),
    ];
    changes.push(...(covered.length === 0 ? ["the code around the graphs changed"] : covered));
  }
  if (segmentSequence(base.modelCase) !== segmentSequence(head.modelCase)) {
    changes.push("it is cut into other segments by the graphs");
  }
  if (base.bundle.manifest.lockDigest !== head.bundle.manifest.lockDigest) changes.push("the lock file changed");
  return changes;
}

/** Where Python and graphs take turns, and in how many runs; which graph it is does not change the Python around it. */
function segmentSequence({ profiles }: Case): string {
  return JSON.stringify(profiles.map(({ runs, segments }) => [runs, segments.map(({ kind }) => kind)]));
}

function changedEntries(
  before: readonly (readonly [string, string])[],
  after: readonly (readonly [string, string])[],
): readonly string[] {
  const old = new Map(before);
  const names = new Set(after.map(([name]) => name));
  return [
    ...after.flatMap(([name, value]) => {
      const was = old.get(name);
      if (was === value) return [];
      return [`${oneLine(name, 80)} ${was === undefined ? "is new" : "changed"}`];
    }),
    ...before.flatMap(([name]) => (names.has(name) ? [] : [`${oneLine(name, 80)} is gone`])),
  ];
}
