// The kinds of values that `pacegate.yml` holds, each with the sentences that a wrong one is answered with.
import { z } from "zod";
import { complain, complainOfEach } from "./complaint.ts";
import { suggestion } from "./nearest.ts";
import { formatPercent, parsePercent, percentPattern, smallestTolerance } from "./percent.ts";

type Explain = (issue: z.core.$ZodRawIssue) => string | undefined;

/** Says what was expected and what was found, or that the key is missing. */
export function expecting(expected: string, remedy: string): Explain {
  return (issue) => {
    if (issue.input === undefined) return complain(`This key is missing; it takes ${expected}.`, remedy);
    return complain(`Expected ${expected}, found ${show(issue.input)}.`, remedy);
  };
}

export function show(value: unknown): string {
  if (value === null || value === "") return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a mapping";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** A mapping with these keys and no others; an unknown key is answered with the nearest known one. */
export function mapping<Shape extends z.ZodRawShape>(shape: Shape, known: readonly string[] = Object.keys(shape)) {
  const wrongType = expecting("a mapping", `Known keys: ${known.join(", ")}.`);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return wrongType(issue);
      return complainOfEach(
        issue.keys.map((key) => ({ what: `Unknown key ${show(key)}.`, remedy: suggestion(key, known) })),
      );
    },
  });
}

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
  error: (issue) =>
    complain(
      `${show(issue.input)} cannot be a name.`,
      "Use letters, digits, dots, underscores and hyphens, such as `search`.",
    ),
});

export function named<Value extends z.ZodType>(value: Value, what: string) {
  return z.record(name, value, {
    error: (issue) => {
      // zod reports a bad key as an issue of the record, with the key's own issues inside.
      const [inner] = issue.code === "invalid_key" ? issue.issues : [];
      return inner?.message ?? expecting(`a mapping of ${what}`, "See the example in the README.")(issue);
    },
  });
}

export const text = (what: string, remedy: string) => {
  const error = expecting(what, remedy);
  return z.string({ error }).regex(/\S/, { error });
};

const pythonName = "[\\p{L}_][\\p{L}\\p{N}_]*";
const pythonReference = new RegExp(`^[^:\\\\\\p{Cc}]+\\.py:${pythonName}(?:\\.${pythonName})*$`, "u");

export function reference(what: string, example: string) {
  const error = expecting(`${what} as file.py:name`, `Write it like ${example}, the file relative to the repository.`);
  return z
    .string({ error })
    .regex(pythonReference, { error })
    .refine((value) => !value.startsWith("/") && !value.slice(0, value.lastIndexOf(":")).split("/").includes(".."), {
      error: (issue) =>
        complain(`${show(issue.input)} leaves the repository.`, `Name a file inside it, like ${example}.`),
    });
}

export const positiveInteger = (what: string, most: number) => {
  const error = expecting(`${what}, a whole number from 1 to ${most}`, "Correct the number.");
  return z.int({ error }).min(1, { error }).max(most, { error });
};

export const positiveNumber = (what: string, remedy: string) => {
  const error = expecting(`${what}, a number above 0`, remedy);
  return z.number({ error }).positive({ error });
};

export const nonnegativeNumber = (what: string) => {
  const error = expecting(`${what}, a number from 0`, "Write it like 1e-4.");
  return z.number({ error }).nonnegative({ error });
};

/** Numbers from 1 are refused: `tolerance: 1` meant as 1% would blind the gate. */
export function share(what: string) {
  const error = expecting(`${what} above 0% and below 100%`, "Write it like 1% or 0.01.");
  return z
    .union(
      [z.number({ error }).positive({ error }).lt(1, { error }), z.string({ error }).regex(percentPattern, { error })],
      {
        error,
      },
    )
    .refine((value) => typeof value === "number" || (Number.parseFloat(value) > 0 && Number.parseFloat(value) < 100), {
      error,
    });
}

export const toleranceShare = share("a tolerance").refine((value) => parsePercent(value) >= smallestTolerance, {
  error: (issue) =>
    complain(
      `A tolerance of ${String(issue.input)} is finer than what identical models are known to differ by when they are measured.`,
      `Write ${formatPercent(smallestTolerance)} or more; docs/measurement.md has the figures.`,
    ),
});

/** One of a few words; a misspelt one is answered with the nearest. */
export function choice<const Words extends readonly string[]>(words: Words) {
  const expected = `one of ${words.join(", ")}`;
  return z.enum(words, {
    error: (issue) => expecting(expected, suggestion(String(issue.input), words))(issue),
  });
}

export function list<Item extends z.ZodType>(item: Item, what: string) {
  const error = expecting(`a list of ${what} with at least one entry`, "Write it like [one, another].");
  return z.array(item, { error }).min(1, { error });
}
