// A Mermaid flowchart from base to head: what each part of the work added or took away.
import { formatMs, formatSigned, sharedDecimals } from "./format-number.ts";
import type { CellIn } from "./group-cells.ts";
import { plainLine } from "./plain-line.ts";

const fewestParts = 2;
const mostParts = 12;
const longestLabel = 60;
/** Of the whole change: what is smaller is a row of the table and no box of the drawing. */
const leastShare = 0.01;

/** Null where a drawing would show no more than the headline, or too much. */
export function contributionChart({ outcome }: CellIn<"measured">): string | null {
  const { contributions, base, head } = outcome;
  const change = Math.abs(head.msPerRun - base.msPerRun);
  const parts = contributions
    .filter(({ deltaMs }) => Math.abs(deltaMs) >= leastShare * change && deltaMs !== 0)
    .sort((a, b) => Math.abs(b.deltaMs) - Math.abs(a.deltaMs));
  if (parts.length < fewestParts || parts.length > mostParts) return null;
  // The table beside it has the last digit.
  const decimals = Math.max(0, sharedDecimals(parts.map(({ deltaMs }) => deltaMs)) - 1);
  // A box begins with a figure of ours: text that begins like a list would be drawn as an error.
  const boxes = parts.map(
    ({ deltaMs, label }, index) =>
      `part${index}["${escapeMermaid(`${formatSigned(deltaMs, decimals)} ms`)}<br/>${escapeMermaid(label)}"]:::${deltaMs > 0 ? "slower" : "faster"}`,
  );
  const chain = ["base", ...parts.map((_, index) => `part${index}`), "head"];
  return [
    "```mermaid",
    "flowchart LR",
    `  base(["${escapeMermaid(`base ${formatMs(base.msPerRun)} ms`)}"])`,
    ...boxes.map((box) => `  ${box}`),
    `  head(["${escapeMermaid(`head ${formatMs(head.msPerRun)} ms`)}"])`,
    `  ${chain.join(" --> ")}`,
    // Strokes alone, which show on a light page and on a dark one.
    "  classDef slower stroke:#d1242f,stroke-width:2px",
    "  classDef faster stroke:#1a7f37,stroke-width:2px",
    "```",
  ].join("\n");
}

/**
 * Text inside a quoted label: whatever is no letter, digit, blank or harmless sign becomes an entity (mermaid.js.org,
 * "Entity codes to escape characters"). Percent signs too, since Mermaid removes `%%…` before it reads anything.
 */
export function escapeMermaid(text: string): string {
  return plainLine(text, longestLabel).replace(
    /[^\p{L}\p{M}\p{N} .,:/()+-]/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
}
