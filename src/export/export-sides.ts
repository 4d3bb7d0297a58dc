// Exports the sides together: at once where they can be, head from base's work where it is the same.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Bundle } from "../bundle/index.ts";
import {
  type ExportedBundle,
  exportSide,
  type LocatedSide,
  locateSide,
  runSetup,
  type SideInput,
} from "./export-side.ts";
import type { Repository } from "./git.ts";
import { isSameSource } from "./same-source.ts";

/** Both at once where neither can change the other's packages; the first failure stops the other. */
export async function exportSides(
  sides: readonly SideInput[],
  repository: Repository,
  controller: AbortController,
): Promise<readonly ExportedBundle[]> {
  const [first, second] = sides;
  const together = second === undefined || (first?.lockDigest === second.lockDigest && availableParallelism() >= 2);
  if (!together) {
    const exported = [];
    for (const side of sides) {
      await runSetup(side);
      exported.push(await exportSide(await locateSide(side), []));
    }
    return exported;
  }
  for (const side of sides) await runSetup(side);
  const located = await Promise.all(sides.map(locateSide));
  const [base, head] = located;
  if (base !== undefined && head !== undefined && (await isSameWork(base, head, repository))) {
    const exported = await exportSide(base, []);
    head.input.onProgress({ model: null, case: null, phase: "differs in comments and names alone", seconds: null });
    return [exported, { ...exported, bundle: withCommit(exported.bundle, head.input.commit) }];
  }
  const reuse = located.flatMap(({ stored }) =>
    stored === undefined ? [] : [join(stored.directory, "manifest.json")],
  );
  const running = located.map((side) => exportSide(side, reuse));
  try {
    return await Promise.all(running);
  } catch (error) {
    controller.abort(error);
    await Promise.allSettled(running);
    throw error;
  }
}

/** All that a bundle depends on beside its commit is the same, and so is what the commit's files say. */
async function isSameWork(base: LocatedSide, head: LocatedSide, repository: Repository): Promise<boolean> {
  if (head.stored !== undefined || base.circumstances !== head.circumstances) return false;
  const { python, input } = head;
  const side = ({ commit, repository: root }: SideInput) => ({ commit, root });
  return isSameSource({
    repository,
    base: side(base.input),
    head: side(input),
    python: python.command,
    pythonPath: input.pythonPath,
    environment: input.environment,
  });
}

function withCommit(bundle: Bundle, commit: string): Bundle {
  return { ...bundle, manifest: { ...bundle.manifest, commit } };
}
