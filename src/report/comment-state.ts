// What a sticky comment remembers for the next run, as one hidden line: the failures that an acceptance may cover.
import { z } from "zod";
import { acceptanceSchema, acceptedCellSchema, longestReason } from "../compare/acceptance.ts";
import { defineDocument } from "../document/index.ts";

export const commentStateFormat = defineDocument("comment-state", 1, {
  /** Head commit of the verdict. */
  commit: z.string().nullable(),
  decidedAt: z.iso.datetime(),
  /** What failed and could be accepted. */
  failed: z.array(acceptedCellSchema),
  /** Failures that there was no room for: they cannot be accepted from here. */
  omitted: z.int().nonnegative(),
  /** What was accepted before and still holds. */
  acceptances: z.array(acceptanceSchema),
});

export type CommentState = z.infer<typeof commentStateFormat.schema>;

/** First line of the comment, by which it is found again. */
export const commentMarker = "<!-- pacegate:comment -->";
/** Of the encoded state, in characters: the report needs the rest of the comment. */
export const longestState = 8_000;

/** Beside the failures themselves: what is remembered must still fit once it is accepted. */
const roomToAccept = longestReason + 300;

const stateLine = /^<!-- pacegate:comment -->\r?\n<!-- pacegate:state ([A-Za-z0-9_-]+) -->(?:\r?\n|$)/;

/**
 * Base64url of the state's JSON. What does not fit is left out, the acceptances last: an entry that is missing covers
 * nothing, which is the safe side.
 */
export function encodeCommentState(state: CommentState): string {
  // Four characters of base64 hold three bytes.
  let room = Math.floor((longestState * 3) / 4) - byteLength({ ...state, failed: [], acceptances: [], omitted: 1e9 });
  const keep = (entry: unknown): boolean => {
    const size = byteLength(entry) + 1;
    if (size > room) return false;
    room -= size;
    return true;
  };
  const acceptances = state.acceptances.toReversed().filter(keep).reverse();
  room -= roomToAccept;
  const failed = state.failed.filter(keep);
  const omitted = state.omitted + state.failed.length - failed.length;
  return Buffer.from(JSON.stringify({ ...state, failed, acceptances, omitted }), "utf8").toString("base64url");
}

/** Null for a text without one, a broken one and one of another format: the comment is then like a first one. */
export function readCommentState(body: string): CommentState | null {
  const encoded = stateLine.exec(body)?.[1];
  return encoded === undefined ? null : decodeCommentState(encoded);
}

export function decodeCommentState(encoded: string): CommentState | null {
  if (encoded.length > longestState) return null;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(encoded, "base64url").toString("utf8"));
  } catch {
    return null;
  }
  const parsed = commentStateFormat.schema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

function byteLength(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value), "utf8");
}
