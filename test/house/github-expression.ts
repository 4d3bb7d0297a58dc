// Evaluates the few GitHub expressions that the workflows have, on an event. Their language is close to JavaScript's:
// `a.b` of a missing `a` is empty, `a.*.b` maps, `==` is loose (docs.github.com, "Evaluate expressions").

/** `github.*` as far as the workflows read it. */
export interface GitHubContext {
  readonly event_name: string;
  readonly run_id: number;
  readonly ref_name?: string;
  readonly repository?: string;
  readonly event: Readonly<Record<string, unknown>>;
  /** Of a reusable workflow; named beside `github`. */
  readonly inputs?: Readonly<Record<string, unknown>>;
}

export function evaluate(expression: string, github: GitHubContext): unknown {
  const script = expression
    .replaceAll(/\s+/g, " ")
    .replaceAll(/\binputs\.([a-z-]+)/g, 'inputs["$1"]')
    .replaceAll(/([a-z_]+(?:\.[a-z_]+)*)\.\*\.([a-z_]+)/g, "(($1) ?? []).map((item) => item.$2)")
    .replaceAll(/(?<=[a-z_])\.(?=[a-z_])(?!map\b|name\b(?=\)))/g, "?.");
  const contains = (list: readonly unknown[], item: unknown): boolean => list.includes(item);
  const run = new Function("github", "inputs", "contains", "fromJSON", "cancelled", `return (${script});`);
  return run(github, github.inputs ?? {}, contains, JSON.parse, () => false);
}

/** A text with expressions in `${{ }}`. */
export function interpolate(text: string, github: GitHubContext): string {
  return text.replaceAll(/\$\{\{([\s\S]*?)\}\}/g, (_, expression: string) =>
    String(evaluate(expression, github) ?? ""),
  );
}

/** An `if:`, with or without its `${{ }}`. */
export function holds(condition: string | undefined, github: GitHubContext): boolean {
  if (condition === undefined) return true;
  return Boolean(evaluate(condition.replace(/^\$\{\{([\s\S]*)\}\}$/, "$1"), github));
}
