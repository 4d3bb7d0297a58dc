// The configuration of the base, which judges the change.
import { type Config, ConfigError, loadConfig } from "../config/index.ts";

/**
 * Nothing that head does makes up for base's broken settings.
 * @param shownAs the file's name in an error
 * @throws ConfigError which says that it is base's, and how to get past it
 */
export async function loadBaseConfig(path: string, shownAs: string): Promise<Config> {
  try {
    return await loadConfig(path, shownAs);
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    throw new ConfigError({
      what: `The base commit's configuration cannot be read: ${cause.what}`,
      where: cause.where,
      remedy: `${cause.remedy}\n  The base's configuration judges every change, so one that repairs it has to be merged past this check once.`,
      cause,
    });
  }
}
