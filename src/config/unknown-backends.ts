// Backends that name a target or an engine that does not exist, found also in a file that has other mistakes.
import { z } from "zod";
import { expandEngine, splitBackend } from "./backend.ts";
import { complain } from "./complaint.ts";
import { engineNames } from "./config.ts";
import type { KeyPath } from "./located-document.ts";
import { suggestion } from "./nearest.ts";

export interface UnknownBackend {
  readonly path: KeyPath;
  /** A complaint, as in an issue of the schema. */
  readonly message: string;
}

/** As much of the file as is needed here; whatever else is wrong is for the schema to say. */
const sketchSchema = z.looseObject({
  backends: z.array(z.unknown()),
  targets: z.record(z.string(), z.unknown()).optional(),
});

/** The target that there is where the file names none. */
export const defaultTarget = "here";

/** @param otherwiseSound false: a missing `targets` may stand there under a misspelt name, so it says nothing */
export function unknownBackends(file: unknown, otherwiseSound: boolean): UnknownBackend[] {
  const sketch = sketchSchema.safeParse(file);
  if (!sketch.success) return [];
  const { backends, targets } = sketch.data;
  const named = Object.keys(targets ?? {});
  const targetNames = named.length > 0 || !otherwiseSound ? named : [defaultTarget];
  return backends.flatMap((text, index) => {
    const parts = typeof text === "string" ? splitBackend(text) : null;
    if (parts === null) return [];
    const path = ["backends", index];
    const wrong = (what: string, word: string, known: readonly string[]): UnknownBackend[] => [
      { path, message: complain(`Unknown ${what} "${word}".`, suggestion(word, known)) },
    ];
    const isTargetUnknown = targetNames.length > 0 && !targetNames.includes(parts.target);
    return [
      ...(isTargetUnknown ? wrong("target", parts.target, targetNames) : []),
      ...(expandEngine(parts.engine).length === 0 ? wrong("engine", parts.engine, engineNames) : []),
    ];
  });
}
