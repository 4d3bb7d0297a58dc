// GitHub's cache, through its own client. It saves time and nothing else: whatever goes wrong with it is a miss.

/** False outside of a job, or where the job has no cache service. */
function isThere(environment: Readonly<Record<string, string | undefined>>): boolean {
  return Boolean(environment.ACTIONS_RUNTIME_TOKEN && environment.ACTIONS_RESULTS_URL);
}

/**
 * Brings back what was saved under the key.
 * @param paths the very strings that it was saved with: they are part of what is looked for
 */
export async function restoreCache(
  paths: readonly string[],
  key: string,
  environment: Readonly<Record<string, string | undefined>>,
  onNotice: (line: string) => void,
): Promise<boolean> {
  if (!isThere(environment)) return false;
  try {
    const cache = await import("@actions/cache");
    // An entry whose key only begins like this one is found too.
    return (await cache.restoreCache([...paths], key)) === key;
  } catch (error) {
    onNotice(`The cache did not give ${key}: ${error instanceof Error ? error.message : String(error)}.`);
    return false;
  }
}

/** A key that is there already keeps what it holds. */
export async function saveCache(
  paths: readonly string[],
  key: string,
  environment: Readonly<Record<string, string | undefined>>,
  onNotice: (line: string) => void,
): Promise<void> {
  if (!isThere(environment)) return;
  try {
    const cache = await import("@actions/cache");
    await cache.saveCache([...paths], key);
  } catch (error) {
    onNotice(`The cache did not take ${key}: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
