// Baseline records on a branch of their own: each append is a commit, made on the tip and refused if the tip moved.
import { BaselineError } from "./baseline-error.ts";
import { BranchFiles, maxLooseRecords, type NamedBlob, type Snapshot } from "./branch-files.ts";
import { branchReadme } from "./branch-readme.ts";
import { makeExtraFiles, readmeFile } from "./extra-files.ts";
import { fullJitterMs } from "./full-jitter.ts";
import { formatRecord, readRecords } from "./read-records.ts";
import { blobSha, copiesFile, formatCopies, recentRecords } from "./recent-records.ts";
import type { BaselineRecord } from "./record.ts";
import { nameRecord, type RecordName, recordsFolder } from "./record-path.ts";
import type { BaselineStore, ExtraFiles, GitData, Records } from "./store.ts";

export interface BranchStoreOptions {
  readonly data: GitData;
  readonly branch: string;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Told what a person would wonder about, a line each. */
  readonly onNotice: (line: string) => void;
  readonly maxTries?: number;
  /** Contents by digest: what is in it is not asked for again. */
  readonly cache?: Map<string, Uint8Array>;
}

interface Change<Result> {
  /** Path -> text, or null: removed. None: there is nothing to do. */
  readonly files: ReadonlyMap<string, string | null>;
  readonly message: string;
  readonly result: Result;
}

/** Unless `baseline.branch` in pacegate.yml names another. */
export const defaultBaselineBranch = "pacegate-data";

/** Twenty writers at once were seen to need up to seven; the waits between these add up to eleven minutes at most. */
const defaultMaxTries = 16;

export function openBranchStore(options: BranchStoreOptions): BaselineStore {
  return new BranchStore(options);
}

class BranchStore implements BaselineStore {
  readonly #options: BranchStoreOptions;
  readonly #files: BranchFiles;
  #seen: Snapshot | null = null;
  #toldOfForeign = false;

  constructor(options: BranchStoreOptions) {
    this.#options = options;
    this.#files = new BranchFiles(options.data, options.branch, options.cache ?? new Map());
  }

  append(record: BaselineRecord, extra?: ExtraFiles): Promise<string> {
    const message = `Record the ${record.kind} of ${record.commit.slice(0, 12)}`;
    return this.#commit(async (now) => {
      const { blob, text } = placeFor(record, now);
      const path = blob.name.path;
      if (now.files.has(path)) return { files: new Map(), message, result: path };
      this.#files.remember(blob.sha, Buffer.from(text));
      const files = new Map([[path, text], ...(await this.#filesBeside(now, blob, extra))]);
      return { files, message, result: path };
    });
  }

  async list(): Promise<readonly RecordName[]> {
    return (await this.#snapshot()).records.map(({ name }) => name);
  }

  async read(wanted?: (name: RecordName) => boolean): Promise<Records> {
    const now = await this.#snapshot();
    return this.#read(now, wanted ? now.records.filter(({ name }) => wanted(name)) : recentRecords(now.records));
  }

  remove(paths: readonly string[]): Promise<number> {
    const named = new Set(paths);
    return this.#commit(async (now) => {
      const gone = now.records.map(({ name }) => name.path).filter((path) => named.has(path));
      const files = new Map(gone.map((path) => [path, null]));
      return { files, message: `Remove ${gone.length} old records`, result: gone.length };
    });
  }

  async #read(now: Snapshot, records: readonly NamedBlob[]): Promise<Records> {
    return readRecords([...(await this.#files.read(now, records)), ...now.misnamed]);
  }

  /** What a commit that adds a record also writes. */
  async #filesBeside(now: Snapshot, added: NamedBlob, extra: ExtraFiles | undefined): Promise<Map<string, string>> {
    const files = new Map<string, string>();
    if (now.tip === null) files.set(readmeFile, branchReadme(this.#options.branch));
    const recent = recentRecords([...now.records, added]);
    const copied = await this.#files.copies(now);
    if (copied !== null && recent.filter(({ sha }) => !copied.has(sha)).length >= maxLooseRecords) {
      const contents = await this.#files.read(now, recent);
      files.set(copiesFile, formatCopies(contents.flatMap(({ bytes }) => (bytes === null ? [] : [bytes]))));
    }
    if (extra !== undefined) {
      for (const [path, text] of makeExtraFiles(extra, await this.#read(now, recent))) files.set(path, text);
    }
    this.#tellOfForeign(now, files);
    return files;
  }

  /** Compare-and-swap: the change is planned for the tip that was read, and planned again if that is not the tip. */
  async #commit<Result>(plan: (now: Snapshot) => Promise<Change<Result>>): Promise<Result> {
    const { data, branch, random, sleep, onNotice, maxTries = defaultMaxTries } = this.#options;
    for (let attempt = 0; ; attempt++) {
      const now = await this.#snapshot();
      const { files, message, result } = await plan(now);
      if (files.size === 0) return result;
      const commit = await data.makeCommit({ parent: now.tip, files, message });
      if ((await data.moveBranch(branch, now.tip, commit)) === "moved") {
        // What this writer removed is not missing.
        if ([...files.values()].includes(null)) this.#seen = null;
        return result;
      }
      if (attempt + 1 >= maxTries) throw overtaken(branch, maxTries);
      const waitMs = fullJitterMs(attempt, random);
      onNotice(`Somebody else wrote to branch "${branch}" first: trying again in ${Math.ceil(waitMs / 1000)} s.`);
      await sleep(waitMs);
    }
  }

  async #snapshot(): Promise<Snapshot> {
    const { branch, onNotice } = this.#options;
    const now = await this.#files.snapshot();
    const seen = this.#seen;
    this.#seen = now;
    const missing = seen?.records.filter(({ name }) => !now.files.has(name.path)).length ?? 0;
    if (missing > 0) {
      onNotice(
        `${missing} of the records on branch "${branch}" are gone: somebody pruned or force-pushed it. ` +
          `If that was a mistake, they are in commit ${seen?.tip}: \`git fetch origin ${seen?.tip}\`.`,
      );
    }
    return now;
  }

  #tellOfForeign(now: Snapshot, own: ReadonlyMap<string, string>): void {
    const known = new Set([readmeFile, copiesFile, ...own.keys()]);
    const foreign = [...now.files.keys()].filter((path) => !path.startsWith(recordsFolder) && !known.has(path));
    // Where no trend page is asked for, the one that is there is still ours.
    const strange = foreign.filter((path) => path !== "trend.html").length;
    if (strange === 0 || this.#toldOfForeign) return;
    this.#toldOfForeign = true;
    this.#options.onNotice(
      `Branch "${this.#options.branch}" also holds ${strange} files that are not Pacegate's: they are left alone. ` +
        "If it is not meant for baselines, name another one as `baseline.branch` in pacegate.yml.",
    );
  }
}

/** A name that is free, or the one under which the very same record is there already. */
function placeFor(record: BaselineRecord, now: Snapshot): { readonly blob: NamedBlob; readonly text: string } {
  const text = formatRecord(record);
  const bytes = Buffer.from(text);
  const sha = blobSha(bytes);
  for (let copy = 1; ; copy++) {
    const name = nameRecord(record, copy);
    const there = now.files.get(name.path);
    if (there === undefined || there === sha) return { blob: { name, sha, size: bytes.length }, text };
  }
}

function overtaken(branch: string, tries: number): BaselineError {
  return new BaselineError({
    what: `Branch "${branch}" could not be moved: somebody else was quicker, ${tries} times in a row.`,
    remedy:
      "Nothing that is on the branch was lost or changed; run this job again to write to it. If nobody else writes there, look whether a rule of the repository forbids to update it.",
  });
}
