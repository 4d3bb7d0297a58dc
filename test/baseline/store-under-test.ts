// The two baseline stores with what the shared tests need of them: any number of writers on the same records.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type BaselineStore, openBranchStore, openFolderStore } from "../../src/baseline/index.ts";
import { seededRandom } from "../../src/bench/seeded-random.ts";
import { githubData } from "../../src/github/git-data.ts";
import { filesOf, type GitServer, openGitServer, putFiles } from "./git-server.ts";

/** One place with records. */
export interface Place {
  /** A store as another process would open it. */
  open(): BaselineStore;
  /** Writes files behind the store's back. */
  put(files: Readonly<Record<string, Uint8Array | string>>): Promise<void>;
  /** Path -> bytes in base64 of all files. */
  files(): Promise<ReadonlyMap<string, string>>;
}

export interface StoreUnderTest {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  place(): Promise<Place>;
}

function folders(): StoreUnderTest {
  let root = "";
  return {
    name: "folder",
    start: async () => {
      root = await mkdtemp(join(tmpdir(), "pacegate-baseline-"));
    },
    stop: () => rm(root, { recursive: true }),
    place: async () => {
      const directory = join(await mkdtemp(join(root, "place-")), "baseline");
      return {
        open: () => openFolderStore(directory),
        put: async (files) => {
          for (const [path, content] of Object.entries(files)) {
            await mkdir(dirname(join(directory, path)), { recursive: true });
            await writeFile(join(directory, path), content);
          }
        },
        files: async () => {
          const entries = await readdir(directory, { recursive: true, withFileTypes: true });
          const files = new Map<string, string>();
          for (const entry of entries.filter((found) => found.isFile())) {
            const path = join(entry.parentPath, entry.name);
            files.set(path.slice(directory.length + 1), await readFile(path, "base64"));
          }
          return files;
        },
      };
    },
  };
}

function branches(): StoreUnderTest {
  let server: GitServer | null = null;
  let places = 0;
  return {
    name: "branch",
    start: async () => {
      server = await openGitServer();
    },
    stop: async () => server?.close(),
    place: async () => {
      if (server === null) throw new Error("The server is not started.");
      const { client } = server;
      const branch = `data-${++places}`;
      let writers = 0;
      return {
        open: () =>
          openBranchStore({
            data: githubData(client()),
            branch,
            random: seededRandom(++writers),
            // Twenty times as fast as on GitHub; as patient as a loaded machine asks for.
            sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 20)),
            maxTries: 200,
            onNotice: () => undefined,
          }),
        put: async (files) => {
          await putFiles(client(), branch, files);
        },
        files: () => filesOf(client(), branch),
      };
    },
  };
}

export const storesUnderTest: readonly StoreUnderTest[] = [folders(), branches()];
