// Both ends of a dispatch must be the same Pacegate: a plan of one version says little to the bench of another.
import { DispatchError } from "./dispatch-error.ts";

/**
 * Looks at the version alone, so that a format that only the other version knows is not what the reader hears of.
 * @throws DispatchError if the text is no JSON object, or another version wrote it
 */
export function checkVersion(text: string, where: string, pacegateVersion: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DispatchError({ what: "This is not valid JSON.", where, remedy: "Run the gate again.", cause });
  }
  const found =
    typeof value === "object" && value !== null && "pacegateVersion" in value ? value.pacegateVersion : null;
  if (typeof found !== "string") {
    throw new DispatchError({
      what: "This does not say which Pacegate wrote it.",
      where,
      remedy: "Run the gate again.",
    });
  }
  if (found === pacegateVersion) return;
  throw new DispatchError({
    what: `The plan was made by Pacegate ${JSON.stringify(found.slice(0, 40))}, and this job runs ${pacegateVersion}: both must be the same version.`,
    where,
    remedy: "Use the same ref of the action in the gate's workflow and in the bench workflow, and merge that first.",
  });
}
