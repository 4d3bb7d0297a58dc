// What a cell becomes where base has no such case: new, or, if base should have had it, incomparable.
import type { ModelError } from "../bundle/manifest.ts";
import { type CellDraft, type CellIdentity, incomparable } from "./cell-draft.ts";
import { oneLine } from "./one-line.ts";
import type { BaseOfCase } from "./planned-cases.ts";

/** The label's name is spelt out, since the plan knows nothing of who judges it. */
const how = 'a line `pacegate: <why>` and the label `pacegate-accepted` (README, "Accepting a slower change").';
export const acceptAsBase = `Accept this change as the new base: ${how}`;

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
          remedy: `Repair the base first, or accept this change as the new base: ${how}`,
        },
      ]);
  }
}

/** `ValueError: no such file, at search.py:12`; class and place are left out where the message has them already. */
export function errorSentence(error: ModelError): string {
  // Files of the repo alone: `/…` and `<site-packages>/…` are a library's.
  const frames = error.traceback?.matchAll(/File "(?<file>[^"\n/<][^"\n]{0,399})", line (?<line>\d{1,9})/gu) ?? [];
  const place = [...frames].at(-1)?.groups;
  const line = place === undefined ? "" : `${oneLine(place.file ?? "", 80)}:${place.line}`;
  const message = oneLine(error.message).replace(/\.$/u, "");
  const exception = oneLine(error.exception, 80);
  const words = [exception, message].filter((text, index) => text !== "" && !(index === 0 && message.includes(text)));
  return `${words.join(": ")}${line === "" || message.includes(line) ? "" : `, at ${line}`}`;
}
