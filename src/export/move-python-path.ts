// The environment of a side's Python, with what points into the working tree moved into the side's worktree.
import { join } from "node:path";

/** A PYTHONPATH into the working tree would load its code in place of the worktree's. */
export function movePythonPath(
  environment: Readonly<Record<string, string>>,
  from: string,
  to: string,
): Readonly<Record<string, string>> {
  const { PYTHONPATH } = environment;
  if (!PYTHONPATH) return environment;
  const moved = PYTHONPATH.split(":").map((entry) =>
    entry === from || entry.startsWith(`${from}/`) ? join(to, entry.slice(from.length)) : entry,
  );
  return { ...environment, PYTHONPATH: moved.join(":") };
}
