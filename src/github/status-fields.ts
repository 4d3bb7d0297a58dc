// What a commit status says, in GitHub's words.
export const statusContext = "pacegate";
/** GitHub refuses longer ones. */
const maxDescriptionLength = 140;

export interface CommitStatus {
  readonly state: "pending" | "success" | "failure" | "error";
  readonly description: string;
  /** Where a reader finds more: the workflow run. */
  readonly targetUrl: string | null;
}

export function statusFields({ state, description, targetUrl }: CommitStatus) {
  return {
    state,
    description: shorten(description),
    context: statusContext,
    ...(targetUrl === null ? {} : { target_url: targetUrl }),
  };
}

/** Counted in UTF-16 units, cut between characters. */
function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= maxDescriptionLength) return line;
  let kept = "";
  for (const character of line) {
    if (kept.length + character.length >= maxDescriptionLength) break;
    kept += character;
  }
  return `${kept}…`;
}
