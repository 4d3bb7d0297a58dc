// Lint of the arrows between the rooms of src/: `node scripts/lint-arrows.ts [src folder]`, exit code 1 on a violation.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, resolve } from "node:path";
import { parseAst } from "rolldown/parseAst";
import { contracts, foundations, packageRooms, pureNodeModules, rooms } from "./arrow-rules.ts";

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

interface AstNode {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function* walk(value: unknown): Generator<AstNode> {
  if (Array.isArray(value)) {
    for (const item of value) yield* walk(item);
  } else if (isNode(value)) {
    yield value;
    for (const child of Object.values(value)) if (typeof child === "object") yield* walk(child);
  }
}

function stringOf(value: unknown): string | undefined {
  return isNode(value) && value.type === "Literal" && typeof value.value === "string" ? value.value : undefined;
}

/** `import { type A, type B }` uses nothing at run time, no more than `import type { A, B }`. */
function isTypeOnly(node: AstNode): boolean {
  if (node.importKind === "type" || node.exportKind === "type") return true;
  const { specifiers } = node;
  if (!Array.isArray(specifiers) || specifiers.length === 0) return false;
  return specifiers.every((item) => isNode(item) && (item.importKind === "type" || item.exportKind === "type"));
}

/** Static and dynamic imports, re-exports, and `require("x")` or `require.resolve("x")` of a literal. */
export function findImports(path: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (node: AstNode, specifier: string | undefined, typeOnly: boolean): void => {
    if (specifier === undefined) return;
    found.push({ specifier, typeOnly, line: text.slice(0, node.start).split("\n").length });
  };
  for (const node of walk(parseAst(text, { lang: "ts" }, path))) {
    switch (node.type) {
      case "ImportDeclaration":
      case "ExportNamedDeclaration":
      case "ExportAllDeclaration":
        add(node, stringOf(node.source), isTypeOnly(node));
        break;
      case "TSImportType":
        add(node, stringOf(node.source) ?? stringOf(node.argument), true);
        break;
      case "ImportExpression":
        add(node, stringOf(node.source), false);
        break;
      case "CallExpression": {
        const callee = isNode(node.callee) ? text.slice(node.callee.start, Number(node.callee.end)) : "";
        if (/(^|\.)require(\.resolve)?$/.test(callee) && Array.isArray(node.arguments)) {
          add(node, stringOf(node.arguments[0]), false);
        }
        break;
      }
    }
  }
  return found;
}

/** `plan/index.ts` is in room `plan`, `pipeline.ts` in room `pipeline`. */
function roomOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.indexOf("/")) : file.replace(/\.ts$/, "");
}

function judgePackage(file: string, specifier: string): string | undefined {
  const forbidden = packageRooms.find((rule) => rule.package.test(specifier) && !rule.folder.test(file));
  if (forbidden !== undefined) return forbidden.why;
  const pure = rooms[roomOf(file)]?.pure === true;
  if (pure && specifier.startsWith("node:") && !pureNodeModules.has(specifier)) {
    return `${roomOf(file)} is pure: time, randomness and files come in as arguments`;
  }
  return undefined;
}

function judgeArrow(file: string, target: string, typeOnly: boolean): string | undefined {
  const from = roomOf(file);
  const to = roomOf(target);
  if (from === to) return undefined;
  const room = rooms[from];
  if (room === undefined) return `room ${from} is not in scripts/arrow-rules.ts`;
  const isContract = contracts.includes(target);
  const seen = [...room.uses, ...room.names];
  if (isContract && (seen.includes(to) || contracts.includes(file))) return undefined;
  if (!seen.includes(to)) return `${from} may not see ${to}`;
  if (!typeOnly && !room.uses.includes(to)) return `${from} may import types of ${to}, not its functions`;
  if (foundations.includes(to)) return undefined;
  if (target.includes("/") && target !== `${to}/index.ts`) return `${target} is private to ${to}: import its index.ts`;
  return undefined;
}

/** The first circle that a file is on, as a path of files, or undefined. */
function findCircles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) circles.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return circles;
}

/** All violations under one source folder, each as `file:line message`. */
export function lintArrows(source: string): string[] {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts"))
    .toSorted();
  const violations: string[] = [];
  const graph = new Map<string, string[]>();
  for (const file of files) {
    const targets: string[] = [];
    for (const { specifier, typeOnly, line } of findImports(file, readFileSync(join(source, file), "utf8"))) {
      const target = specifier.startsWith(".") ? posix.join(dirname(file), specifier) : undefined;
      if (target?.startsWith("..")) continue;
      if (target !== undefined) targets.push(target);
      const problem = target === undefined ? judgePackage(file, specifier) : judgeArrow(file, target, typeOnly);
      if (problem !== undefined) violations.push(`src/${file}:${line} imports ${specifier}: ${problem}`);
    }
    graph.set(file, targets);
  }
  for (const circle of findCircles(graph)) violations.push(`circle: ${circle.join(" -> ")}`);
  return violations;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const source = resolve(process.argv[2] ?? join(import.meta.dirname, "../src"));
  const violations = lintArrows(source);
  for (const violation of violations) console.log(violation);
  console.log(violations.length === 0 ? "Every arrow points the right way." : `${violations.length} violations.`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
