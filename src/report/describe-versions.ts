// The versions that a verdict was made with, Pacegate's own first.
import type { Verdict } from "../compare/verdict.ts";

export function describeVersions(verdict: Verdict): string[] {
  const parts = Object.entries(verdict.versions).filter(([part]) => part !== "pacegate");
  const sorted = parts.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [`Pacegate ${verdict.pacegateVersion}`, ...sorted.map(([part, version]) => `${part} ${version}`)];
}
