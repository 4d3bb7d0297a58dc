// One digest for one document, whatever the order of its keys: canonical JSON, then sha256.
import { createHash } from "node:crypto";

/**
 * JSON with keys in order of their UTF-16 code units and no white space, as RFC 8785 has it. Keys without a value
 * are left out, as JSON.stringify does.
 * @throws TypeError for what JSON cannot hold: NaN, infinities, functions, big integers
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") {
    // A plan of ten thousand cells has a million members: no array is made for each.
    let members = "";
    for (const key of Object.keys(value).sort()) {
      const member: unknown = Reflect.get(value, key);
      if (member === undefined) continue;
      members += `${members === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(member)}`;
    }
    return `{${members}}`;
  }
  throw new TypeError(`JSON has no ${typeof value}`);
}

/** sha256 of the canonical JSON, in hexadecimal. */
export function documentDigest(document: object): string {
  const hash = createHash("sha256");
  let pending = "";
  for (const piece of piecesOf(document)) {
    pending += piece;
    if (pending.length < hashedAtOnce) continue;
    hash.update(pending);
    pending = "";
  }
  return hash.update(pending).digest("hex");
}

/** A plan of ten thousand cells has 11 MB of canonical JSON: put together as one text, that takes twice as long. */
const hashedAtOnce = 65_536;

/** Canonical JSON, cut within the document's own lists. */
function* piecesOf(document: object): Generator<string> {
  if (Array.isArray(document)) return yield* itemsOf(document);
  let opening = "{";
  for (const key of Object.keys(document).sort()) {
    const member: unknown = Reflect.get(document, key);
    if (member === undefined) continue;
    yield `${opening}${JSON.stringify(key)}:`;
    opening = ",";
    if (Array.isArray(member)) yield* itemsOf(member);
    else yield canonicalJson(member);
  }
  yield opening === "{" ? "{}" : "}";
}

function* itemsOf(list: readonly unknown[]): Generator<string> {
  yield "[";
  for (const [index, item] of list.entries()) yield `${index === 0 ? "" : ","}${canonicalJson(item)}`;
  yield "]";
}
