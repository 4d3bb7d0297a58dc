// Sound documents made hostile: one to three places of their JSON replaced, taken out or doubled.
import fc from "fast-check";
import { hostileText } from "../report/hostile-text.ts";

/** As it stands in the file: JSON.stringify would not write `1e999`. */
export interface Token {
  readonly json: string;
}

/** `retext` puts a text where one was: most of these get past the schema. */
type Operation = "retext" | "replace" | "remove" | "add-key" | "double";

export interface Mutation {
  readonly place: number;
  readonly operation: Operation;
  readonly token: Token;
  readonly text: string;
}

const digest = "0123456789abcdef".repeat(4);
const texts = [
  "",
  " ",
  "..",
  "../../../etc/passwd",
  "/etc/passwd",
  "C:\\windows",
  "objects/../../outside",
  "name\n::error file=x::y",
  "::set-output name=verdict::pass",
  "##[add-mask]x",
  "@org/team please look",
  "<img src=x onerror=alert(1)>",
  "<!-- pacegate:comment -->",
  "pacegate/bundle/1",
  "__proto__",
  "constructor",
  "toString",
  digest,
  digest.toUpperCase(),
  "a".repeat(65_000),
  "|`*_<@#".repeat(9_000),
  "語".repeat(30_000),
  "\u0000\u001b[31m\u202e",
];
const numbers = ["1e999", "-1e999", "-0", "0", "-1", "1.5", "1e308", "5e-324", "9007199254740993", "4294967297"];
const deep = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);
const structures = [
  "null",
  "true",
  "[]",
  "{}",
  "[[]]",
  '{"__proto__":{}}',
  deep(50_000, "[", "]"),
  deep(200, "[", "]"),
];

const token: fc.Arbitrary<Token> = fc
  .oneof(
    { weight: 4, arbitrary: hostileText.map((text) => JSON.stringify(text)) },
    { weight: 3, arbitrary: fc.constantFrom(...texts).map((text) => JSON.stringify(text)) },
    { weight: 2, arbitrary: fc.constantFrom(...numbers) },
    { weight: 1, arbitrary: fc.constantFrom(...structures) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)) },
  )
  .map((json) => ({ json }));

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    place: fc.nat(),
    operation: fc.constantFrom<Operation>(
      "retext",
      "retext",
      "retext",
      "replace",
      "replace",
      "remove",
      "add-key",
      "double",
    ),
    token,
    text: fc.oneof({ weight: 3, arbitrary: hostileText }, fc.constantFrom(...texts)),
  }),
  { minLength: 1, maxLength: 3 },
);

type Json = unknown;
type Container = Json[] | Record<string, Json>;

/** Every place of a document, as its container and key. */
function placesOf(value: Json, places: (readonly [Container, string])[] = []): (readonly [Container, string])[] {
  if (typeof value !== "object" || value === null) return places;
  const container = value as Container;
  for (const [key, member] of Object.entries(container)) {
    places.push([container, key]);
    placesOf(member, places);
  }
  return places;
}

/** @returns the text of the changed document; parseable or not */
export function mutate(document: unknown, changes: readonly Mutation[]): string {
  const copy: Json = structuredClone(document);
  const tokens: string[] = [];
  const holder = ({ json }: Token): string => {
    tokens.push(json);
    return `\u0001${tokens.length - 1}\u0001`;
  };
  for (const { place, operation, token: given, text } of changes) {
    const places = placesOf(copy).filter(
      ([container, key]) => operation !== "retext" || typeof Reflect.get(container, key) === "string",
    );
    const chosen = places[place % Math.max(places.length, 1)];
    if (chosen === undefined) continue;
    const [container, key] = chosen;
    if (operation === "retext") Reflect.set(container, key, text);
    else if (operation === "remove" && Array.isArray(container)) container.splice(Number(key), 1);
    else if (operation === "remove") Reflect.deleteProperty(container, key);
    else if (operation === "double" && Array.isArray(container))
      container.push(structuredClone(container[Number(key)]));
    else if (operation === "add-key" && !Array.isArray(container)) container[holder({ json: given.json })] = 1;
    else Reflect.set(container, key, holder(given));
  }
  // A key must stay a text whatever is put in its place.
  return JSON.stringify(copy)
    .replaceAll(/"\\u0001(\d+)\\u0001":/g, (_, index) => {
      const json = tokens[Number(index)] ?? "null";
      return `${json.startsWith('"') ? json : JSON.stringify(json.slice(0, 200))}:`;
    })
    .replaceAll(/"\\u0001(\d+)\\u0001"/g, (_, index) => tokens[Number(index)] ?? "null");
}

/** A text with pieces cut out and put in. */
export const splices: fc.Arbitrary<(text: string) => string> = fc
  .array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), hostileText), { minLength: 1, maxLength: 3 })
  .map((pieces) => (text: string) => {
    let changed = text;
    for (const [share, length, inserted] of pieces) {
      const at = Math.floor(share * changed.length);
      changed = changed.slice(0, at) + inserted + changed.slice(at + length);
    }
    return changed;
  });

/** Bytes flipped, cut off or put in. */
export const damages: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc
  .array(
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255), fc.constantFrom("flip", "flip", "cut", "put")),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((changes) => (bytes: Buffer) => {
    let changed = Buffer.from(bytes);
    for (const [share, value, kind] of changes) {
      const at = Math.min(Math.floor(share * changed.length), Math.max(changed.length - 1, 0));
      if (kind === "flip" && changed.length > 0) changed[at] = value;
      if (kind === "cut") changed = Buffer.concat([changed.subarray(0, at), changed.subarray(at + (value % 16))]);
      if (kind === "put")
        changed = Buffer.concat([changed.subarray(0, at), Buffer.alloc(value % 16, value), changed.subarray(at)]);
    }
    return changed;
  });
