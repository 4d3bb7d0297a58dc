// `pacegate baseline`: the records for people, of the branch in this clone or of a folder.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  BaselineError,
  type BaselineStore,
  defaultBaselineBranch,
  localGit,
  openBranchStore,
  openFolderStore,
  prunableRecords,
  type Records,
  type StoredRecord,
} from "../baseline/index.ts";
import { loadConfig } from "../config/index.ts";
import { exportRecordsCsv, exportRecordsJson, renderRecord, renderRecordList } from "../report/index.ts";
import { baselineFolder } from "./record-in-folder.ts";

interface Line {
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  readonly write: (text: string) => void;
  readonly finish: (exitCode: number) => void;
}

interface StoreOptions {
  readonly directory: string;
  readonly config: string;
  readonly branch?: string;
  /** True: the default folder. */
  readonly folder?: string | true;
}
interface PruneOptions extends StoreOptions {
  readonly keep: number;
  readonly days: number;
  readonly dryRun: boolean;
  readonly repository?: { readonly owner: string; readonly name: string };
}

const examples = {
  top: `
Examples:
  git fetch origin pacegate-data
  pacegate baseline list
  pacegate baseline show 0123456789ab
  pacegate baseline export --format csv > baseline.csv
  pacegate baseline prune --keep 50 --days 180 --dry-run
  pacegate baseline list --folder          what \`pacegate gate --record\` wrote on this machine

Without --folder the records are those of the branch pacegate-data (\`baseline.branch\` in pacegate.yml), as this clone
last fetched it; the network is not used.`,
  prune: `
Examples:
  pacegate baseline prune --dry-run
  pacegate baseline prune --folder --keep 20 --days 90
  GITHUB_TOKEN=... pacegate baseline prune --repository octo/search

A record goes if it is neither among the newest of its kind nor young; records of releases always stay. The branch is
changed on GitHub, in one commit, so --repository and a token that may write contents are needed; what was removed is
still in the branch's history.`,
};

function withStore(command: Command): Command {
  return command
    .option("-C, --directory <folder>", "the project's folder", ".")
    .option("-c, --config <file>", "configuration, relative to that folder", "pacegate.yml")
    .option("--branch <name>", "the branch that holds the records (default: the configuration's)")
    .option("--folder [folder]", `records in a folder instead, relative to that folder (default: ${baselineFolder})`);
}

export function addBaselineCommand(program: Command, line: Line): void {
  const { write, finish } = line;
  const baseline = program
    .command("baseline")
    .description("list, show, export and prune what was recorded")
    .addHelpText("after", examples.top);

  withStore(baseline.command("list"))
    .description("all records, oldest first")
    .action(async (options: StoreOptions) => {
      write(renderRecordList(await readAll(options, line)));
      finish(0);
    });

  withStore(baseline.command("show"))
    .description("one record with its cells")
    .argument("<record>", "its path, or the first digits of its commit")
    .action(async (which: string, options: StoreOptions) => {
      const { records } = await readAll(options, line);
      write(chooseRecords(records, which).map(renderRecord).join("\n"));
      finish(0);
    });

  withStore(baseline.command("export"))
    .description("all records for other programs")
    .addOption(new Option("-f, --format <format>", "of the output").choices(["json", "csv"]).default("json"))
    .action(async (options: StoreOptions & { readonly format: "json" | "csv" }) => {
      const { records, skipped } = await readAll(options, line);
      for (const { path, why } of skipped) line.say(`Skipped, not a record: ${JSON.stringify(path)} (${why})`);
      write(options.format === "csv" ? exportRecordsCsv(records) : exportRecordsJson(records));
      finish(0);
    });

  withStore(baseline.command("prune"))
    .description("remove old records")
    .option("--keep <count>", "newest records of each kind that stay, however old", wholeNumber, 50)
    .option("--days <days>", "records younger than this stay, however many", wholeNumber, 180)
    .option("--dry-run", "only say what would go", false)
    .addOption(
      new Option("--repository <owner/name>", "change the branch of this repository on GitHub")
        .argParser(repositoryName)
        .conflicts("folder"),
    )
    .addHelpText("after", examples.prune)
    .action(async (options: PruneOptions) => {
      const store = await openToPrune(options, line);
      const prunable = prunableRecords(await store.list(), { newest: options.keep, days: options.days }, new Date());
      write(prunable.map(({ path }) => `${path}\n`).join(""));
      const records = `${prunable.length} record${prunable.length === 1 ? "" : "s"}`;
      if (options.dryRun) line.say(`${records} would go.`);
      else if (prunable.length === 0) line.say("Nothing is to be removed.");
      else line.say(`Removed: ${await store.remove(prunable.map(({ path }) => path))} of ${records}.`);
      finish(0);
    });

  for (const command of baseline.commands) command.option("--debug", "print stacks of errors");
}

/** A branch store alone would read the newest ones. */
async function readAll(options: StoreOptions, line: Line): Promise<Records> {
  return (await openStore(options, line)).read(() => true);
}

async function openStore(options: StoreOptions, { say }: Line): Promise<BaselineStore> {
  const { directory, folder } = options;
  if (folder !== undefined) return openFolderStore(existingFolder(directory, folder));
  return openBranchStore({
    data: localGit(directory),
    branch: await branchOf(options),
    random: Math.random,
    sleep: (ms) => sleep(ms),
    onNotice: say,
  });
}

/** One that was named and is not there is a slip; the usual one is only not made yet. */
function existingFolder(directory: string, folder: true | string): string {
  if (folder === true) return resolve(directory, baselineFolder);
  const named = resolve(directory, folder);
  if (existsSync(named)) return named;
  throw new BaselineError({
    what: "There is no such folder of records.",
    where: named,
    remedy: "Correct --folder; without a name it is the folder that `pacegate gate --record` makes.",
  });
}

/** The folder and the clone are read by themselves; the branch is changed on GitHub alone. */
async function openToPrune(options: PruneOptions, line: Line): Promise<BaselineStore> {
  const { repository, folder, dryRun } = options;
  if (folder !== undefined || (repository === undefined && dryRun)) return openStore(options, line);
  const token = process.env.GITHUB_TOKEN;
  if (repository === undefined || !token) {
    throw new BaselineError({
      what:
        repository === undefined
          ? "The branch is changed on GitHub, and no repository is named."
          : "The branch is changed on GitHub, and there is no token for it.",
      remedy:
        "Give --repository owner/name and a token that may write its contents as GITHUB_TOKEN; --dry-run needs neither.",
    });
  }
  // No other command has a use for GitHub.
  const { openGitHubBranch } = await import("./github-branch.ts");
  const apiUrl = process.env.GITHUB_API_URL ?? "https://api.github.com";
  const { say: onNotice, signal } = line;
  return openGitHubBranch({ repository, branch: await branchOf(options), token, apiUrl, signal, onNotice });
}

async function branchOf({ branch, directory, config }: StoreOptions): Promise<string> {
  const path = resolve(directory, config);
  const configured = branch === undefined && existsSync(path) ? (await loadConfig(path)).baselineBranch : branch;
  return configured ?? defaultBaselineBranch;
}

function chooseRecords(records: readonly StoredRecord[], which: string): readonly StoredRecord[] {
  const byPath = records.filter(({ path }) => path === which || path.endsWith(`/${which}`));
  if (byPath.length > 0) return byPath;
  const byCommit = /^[0-9a-f]{4,64}$/.test(which)
    ? records.filter(({ record }) => record.commit.startsWith(which))
    : [];
  if (byCommit.length > 0) return byCommit;
  throw new BaselineError({
    what: `There is no record ${JSON.stringify(which)}.`,
    remedy: "Give a path or the first digits of a commit that `pacegate baseline list` shows.",
  });
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is not a whole number.");
}

function repositoryName(text: string): { readonly owner: string; readonly name: string } {
  const match = /^([\w.-]+)\/([\w.-]+)$/.exec(text);
  if (match?.[1] !== undefined && match[2] !== undefined) return { owner: match[1], name: match[2] };
  throw new InvalidArgumentError("Write it as owner/name.");
}
