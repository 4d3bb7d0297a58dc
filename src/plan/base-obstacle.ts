// What a cell becomes where base has no such case: new, or, if base should have had it, incomparable.
import type { ModelError } from "../bundle/manifest.ts";
import { type CellDraft, type CellIdentity, incomparable } from "./cell-draft.ts";
import { oneLine } from "./one-line.ts";
import type { BaseOfCase } from "./planned-cases.ts";

type AbsentBase = Exclude<BaseOfCase, { kind: "present" }>;

/** @param measureNew plans head alone, for the reason given */
export function withoutBase(
  identity: CellIdentity,
  base: AbsentBase,
  measureNew: (reason: string) => CellDraft,
): CellDraft {
  switch (base.kind) {
    case "no-config":
      return measureNew("The base does not use Pacegate yet, so head is measured alone.");
    case "never-there":
      return measureNew("The base does not have this case, so head is measured alone.");
    case "no-bundle":
      // Only a base without Pacegate makes everything new: anything else would let a lost baseline pass.
      return incomparable(identity, [
        {
          what: "the base uses Pacegate, but there is no bundle of it",
          remedy: "Export the base again; the log of its export says why there is none.",
        },
      ]);
    case "failed":
      return incomparable(identity, [
        {
          what: `the base could not be exported (${errorSentence(base.error)})`,
          remedy: "Repair the base first, or accept this change as the new base.",
        },
      ]);
  }
}

/** `ValueError: no such file, at search.py:12`. */
export function errorSentence(error: ModelError): string {
  const frames = error.traceback?.matchAll(/File "(?<file>[^"\n]{1,400})", line (?<line>\d{1,9})/gu) ?? [];
  const place = [...frames].at(-1)?.groups;
  const at = place === undefined ? "" : `, at ${oneLine(place.file ?? "", 80)}:${place.line}`;
  const message = oneLine(error.message).replace(/\.$/u, "");
  return `${oneLine(error.exception, 80)}${message === "" ? "" : `: ${message}`}${at}`;
}
