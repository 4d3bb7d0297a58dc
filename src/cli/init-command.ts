// `pacegate init`: the workflows and a first configuration.
import type { Command } from "commander";
import { describeInit, initProject } from "../init/index.ts";

interface Line {
  readonly write: (text: string) => void;
  readonly finish: (exitCode: number) => void;
}

const examples = `
Examples:
  pacegate init
  pacegate init --directory services/search
  pacegate init --force                  workflows of a newer Pacegate in place of these

Writes .github/workflows/pacegate.yml, .github/workflows/pacegate-bench.yml and a first pacegate.yml. What is there
already is left as it is; --force replaces the two workflows, never the configuration.`;

export function addInitCommand(program: Command, { write, finish }: Line): void {
  program
    .command("init")
    .description("write the workflows and a first configuration into this repository")
    .option("-C, --directory <folder>", "the project's folder", ".")
    .option("--force", "replace workflows that are there", false)
    .addHelpText("after", examples)
    .action(async (options: { readonly directory: string; readonly force: boolean }) => {
      write(describeInit(await initProject(options)));
      finish(0);
    });
}
