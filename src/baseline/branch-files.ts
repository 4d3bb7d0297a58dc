// The files of a baseline branch at its tip, read in few requests.
//
// A job has 1,000 requests an hour for the whole repository, and a branch holds thousands of records. So records are
// chosen by their paths, from one listing, and the newest ones are also kept in one file of copies
// (`recent-records.json`), which an append renews once eight of them are not in it. A copy counts only where its
// digest is the one in the listing: the single files stay the truth, and a lost or stale file of copies costs requests.
import { maxRecordBytes, type RecordFile } from "./read-records.ts";
import { copiesFile, readCopies, type SizedName } from "./recent-records.ts";
import { compareNames, parseRecordPath, recordsFolder } from "./record-path.ts";
import type { GitData } from "./store.ts";

export interface NamedBlob extends SizedName {
  readonly sha: string;
}

export interface Snapshot {
  /** Null: there is no such branch yet. */
  readonly tip: string | null;
  /** Path -> digest. */
  readonly files: ReadonlyMap<string, string>;
  /** Oldest first. */
  readonly records: readonly NamedBlob[];
  /** Files among the records whose names are not those of records. */
  readonly misnamed: readonly RecordFile[];
}

/** Below this a file of copies is not worth its request. */
const fewRecords = 2;
/** Each costs the report of a pull request one request, and a gate of ten targets has to stay under sixty. */
export const maxLooseRecords = 8;

export class BranchFiles {
  readonly #data: GitData;
  readonly #branch: string;
  readonly #cache: Map<string, Uint8Array>;
  #last: Snapshot | null = null;

  constructor(data: GitData, branch: string, cache: Map<string, Uint8Array>) {
    this.#data = data;
    this.#branch = branch;
    this.#cache = cache;
  }

  async snapshot(): Promise<Snapshot> {
    const tip = await this.#data.readBranch(this.#branch);
    if (this.#last === null || this.#last.tip !== tip) {
      const listed = tip === null ? [] : await this.#data.listFiles(tip);
      const records: NamedBlob[] = [];
      const misnamed: RecordFile[] = [];
      for (const { path, sha, size } of listed) {
        const name = parseRecordPath(path);
        if (name !== null) records.push({ name, sha, size });
        else if (path.startsWith(recordsFolder)) misnamed.push({ path, bytes: null });
      }
      this.#last = {
        tip,
        files: new Map(listed.map(({ path, sha }) => [path, sha])),
        records: records.toSorted((a, b) => compareNames(a.name, b.name)),
        misnamed,
      };
    }
    return this.#last;
  }

  remember(sha: string, bytes: Uint8Array): void {
    this.#cache.set(sha, bytes);
  }

  async read(snapshot: Snapshot, wanted: readonly NamedBlob[]): Promise<RecordFile[]> {
    const sensible = wanted.filter(({ size }) => size <= maxRecordBytes);
    if (sensible.filter(({ sha }) => !this.#cache.has(sha)).length > fewRecords) await this.copies(snapshot);
    await Promise.all(sensible.map(({ sha }) => this.#contents(sha)));
    return wanted.map(({ name, sha }) => ({ path: name.path, bytes: this.#cache.get(sha) ?? null }));
  }

  /** Digests of the records that have a copy; null: the file of that name is not one of ours. */
  async copies(snapshot: Snapshot): Promise<ReadonlySet<string> | null> {
    const sha = snapshot.files.get(copiesFile);
    if (sha === undefined) return new Set();
    const copies = readCopies(await this.#contents(sha));
    for (const [copied, bytes] of copies ?? []) this.#cache.set(copied, bytes);
    return copies === null ? null : new Set(copies.keys());
  }

  async #contents(sha: string): Promise<Uint8Array> {
    const known = this.#cache.get(sha);
    if (known !== undefined) return known;
    const bytes = await this.#data.readFile(sha);
    this.#cache.set(sha, bytes);
    return bytes;
  }
}
