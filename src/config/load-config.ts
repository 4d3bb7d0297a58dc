// Reads `pacegate.yml` from disk: the only input and output of the config stage.
import { readFile } from "node:fs/promises";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { parseConfig } from "./parse-config.ts";

/**
 * @param shownAs the path in messages, where the file is a copy that will be gone: a worktree's
 * @throws ConfigError if the file is missing, unreadable, not UTF-8, or not a valid configuration
 */
export async function loadConfig(path: string, shownAs = path): Promise<Config> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw new ConfigError({
      what: missing ? "There is no configuration file." : `The configuration file cannot be read: ${String(cause)}.`,
      where: shownAs,
      remedy: missing
        ? "Write one (the README has an example), or name another with --config."
        : "Check that it is a file and that it may be read.",
      cause,
    });
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ConfigError({ what: "The file is not UTF-8 text.", where: shownAs, remedy: "Save it as UTF-8.", cause });
  }
  return parseConfig(text, shownAs);
}
