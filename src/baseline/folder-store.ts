// Baseline records in a folder, for the command line; any number of processes may write to it at once.
import { constants } from "node:fs";
import {
  copyFile,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  unlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { BaselineError } from "./baseline-error.ts";
import { makeExtraFiles } from "./extra-files.ts";
import { formatRecord, maxRecordBytes, type RecordFile, readRecords } from "./read-records.ts";
import type { BaselineRecord } from "./record.ts";
import { nameRecord, parseRecordPath, type RecordName, recordNamesAmong, recordsFolder } from "./record-path.ts";
import type { BaselineStore, ExtraFiles, Records } from "./store.ts";

export function openFolderStore(directory: string): BaselineStore {
  return new FolderStore(directory);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

class FolderStore implements BaselineStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  append(record: BaselineRecord, extra?: ExtraFiles): Promise<string> {
    return this.#guard("written", async () => {
      const path = await this.#addRecord(record);
      if (extra !== undefined) await this.#writeExtra(extra);
      return path;
    });
  }

  list(): Promise<readonly RecordName[]> {
    return this.#guard("read", async () => recordNamesAmong(await this.#paths()));
  }

  /** All of them: reading a folder costs nothing that is counted. */
  read(wanted: (name: RecordName) => boolean = () => true): Promise<Records> {
    return this.#guard("read", async () => {
      const files: RecordFile[] = [];
      for (const path of await this.#paths()) {
        const name = parseRecordPath(path);
        if (name === null) files.push({ path, bytes: null });
        else if (wanted(name)) files.push(...(await this.#readFile(path)));
      }
      return readRecords(files);
    });
  }

  remove(paths: readonly string[]): Promise<number> {
    return this.#guard("written", async () => {
      let removed = 0;
      // Only what is named as a record: a path that leads elsewhere is nobody's to remove here.
      for (const path of new Set(paths)) {
        if (parseRecordPath(path) === null) continue;
        try {
          await unlink(join(this.#directory, path));
          removed++;
        } catch (error) {
          if (!isCode(error, "ENOENT")) throw error;
        }
      }
      return removed;
    });
  }

  /** Complete before it gets its name, and refused where the name is taken, as one step of the file system. */
  async #addRecord(record: BaselineRecord): Promise<string> {
    const text = formatRecord(record);
    return this.#withTemporary(text, async (temporary) => {
      for (let copy = 1; ; copy++) {
        const { path } = nameRecord(record, copy);
        const target = join(this.#directory, path);
        await mkdir(dirname(target), { recursive: true });
        try {
          await linkOrCopy(temporary, target);
          return path;
        } catch (error) {
          if (!isCode(error, "EEXIST")) throw error;
        }
        if ((await readFile(target, "utf8")) === text) return path;
      }
    });
  }

  /** Made again if a record came or went meanwhile: the last writer has seen them all. */
  async #writeExtra(extra: ExtraFiles): Promise<void> {
    let shown: string;
    do {
      shown = (await this.#paths()).join("\n");
      for (const [path, text] of makeExtraFiles(extra, await this.read())) {
        await this.#withTemporary(text, (temporary) => rename(temporary, join(this.#directory, path)));
      }
    } while (shown !== (await this.#paths()).join("\n"));
  }

  async #withTemporary<Result>(text: string, use: (temporary: string) => Promise<Result>): Promise<Result> {
    await mkdir(this.#directory, { recursive: true });
    const folder = await mkdtemp(join(this.#directory, ".writing-"));
    try {
      const temporary = join(folder, "file");
      await writeFile(temporary, text, { flush: true });
      return await use(temporary);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #readFile(path: string): Promise<RecordFile[]> {
    const file = join(this.#directory, path);
    try {
      const { size } = await stat(file);
      return [{ path, bytes: size > maxRecordBytes ? null : await readFile(file) }];
    } catch (error) {
      // Removed since it was listed.
      if (isCode(error, "ENOENT")) return [];
      throw error;
    }
  }

  /** Of the files among the records, sorted. */
  async #paths(): Promise<string[]> {
    try {
      const entries = await readdir(join(this.#directory, recordsFolder), { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      const root = join(this.#directory, "/");
      return files
        .map(({ parentPath, name }) => join(parentPath, name).slice(root.length).replaceAll("\\", "/"))
        .sort();
    } catch (error) {
      if (isCode(error, "ENOENT")) return [];
      throw error;
    }
  }

  async #guard<Result>(done: "read" | "written", work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error;
      throw new BaselineError({
        what: `The baseline could not be ${done} (${error.message}).`,
        where: this.#directory,
        remedy:
          "Check that the folder is there, that you may use it and that the disk is not full; no record was changed.",
        cause: error,
      });
    }
  }
}

/** Both refuse a target that exists; some file systems have no links. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (isCode(error, "EEXIST") || isCode(error, "ENOSPC")) throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}
