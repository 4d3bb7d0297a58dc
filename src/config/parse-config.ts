// The text of `pacegate.yml` -> Config: shape by zod first, then the checks that need more than one key.
import { formatBackend } from "./backend.ts";
import { type Complaint, readComplaint } from "./complaint.ts";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { configFileSchema } from "./config-file-schema.ts";
import { parseDurationSeconds } from "./duration.ts";
import { type KeyPath, type LocatedDocument, readYaml } from "./located-document.ts";
import { parsePercent } from "./percent.ts";
import { type Fail, resolveBackends, resolveBudgets, resolveModels, resolveTargets } from "./resolve.ts";

/** Defaults of the gate, as the README states them. */
const defaults = { tolerance: 0.01, resolution: 0.02, secondsPerCell: 120 } as const;

/** More than this many problems at once help nobody. */
const maxFurtherProblems = 4;

/**
 * Parses the text of a `pacegate.yml`.
 * @param path where it was read from, for messages
 * @throws ConfigError naming file, line, key, what is wrong and what to write instead
 */
export function parseConfig(text: string, path: string): Config {
  const document = readYaml(text, path);
  const parsed = configFileSchema.safeParse(document.value);
  if (!parsed.success) throw describe(parsed.error.issues, document);
  const file = parsed.data;
  const fail: Fail = (keys, what, remedy) => {
    throw new ConfigError({ what, where: document.where(keys), remedy });
  };

  const models = resolveModels(file, fail);
  const targets = resolveTargets(file, fail);
  const backends = resolveBackends(file, targets, fail);
  return {
    path,
    setup: file.setup ?? null,
    python: file.python ?? null,
    models,
    targets,
    backends,
    gate: {
      tolerance: parsePercent(file.gate?.tolerance ?? defaults.tolerance),
      resolution: parsePercent(file.gate?.resolution ?? defaults.resolution),
      budgets: resolveBudgets(file, models, backends.map(formatBackend), fail),
      failOn: file.gate?.["fail-on"] ?? "regression",
      secondsPerCell: parseDurationSeconds(file.gate?.limits?.["seconds-per-cell"] ?? defaults.secondsPerCell),
    },
    weights: file.weights ?? "real",
    ...(file.baseline?.branch === undefined ? {} : { baselineBranch: file.baseline.branch }),
  };
}

interface Problem extends Complaint {
  readonly path: KeyPath;
  readonly line: number;
  readonly isUnknownKey: boolean;
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

/** One error for all issues: the first in the file leads, the others follow in its remedy. */
function describe(issues: readonly Issue[], document: LocatedDocument): ConfigError {
  const problems = issues
    .map((issue): Problem => {
      const parent = issue.path.map((key) => (typeof key === "symbol" ? String(key) : key));
      // zod places an unknown key at its parent; the reader wants the key's own line.
      const path = [...parent, ...(issue.keys?.slice(0, 1) ?? [])];
      return {
        ...readComplaint(issue.message),
        path,
        line: document.lineOf(path),
        isUnknownKey: issue.keys !== undefined,
      };
    })
    // On one line an unknown key leads: it is often the misspelling of the key that is then reported missing.
    .sort((one, other) => one.line - other.line || Number(other.isUnknownKey) - Number(one.isUnknownKey));
  const [first, ...others] = problems;
  const further = others
    .slice(0, maxFurtherProblems)
    .map((problem) => `\n  Also ${document.where(problem.path)}: ${problem.what} ${problem.remedy}`);
  const unlisted = others.length - further.length;
  const rest = unlisted > 0 ? `\n  And ${unlisted} more.` : "";
  return new ConfigError({
    what: first?.what ?? "The file has a problem.",
    where: document.where(first?.path ?? []),
    remedy: `${first?.remedy ?? "Correct it."}${further.join("")}${rest}`,
  });
}
