// What `pacegate init` did and what its reader does next, as text for a terminal.
import type { Initialized, InitializedFile } from "./initialized.ts";

const outcomes: Readonly<Record<InitializedFile["outcome"], string>> = {
  written: "written",
  replaced: "replaced",
  kept: "there already, not touched",
};

export function describeInit({ files, workingDirectory }: Initialized): string {
  const width = Math.max(...files.map(({ path }) => path.length));
  const kept = files.filter(({ path, outcome }) => outcome === "kept" && path.startsWith(".github/"));
  return [
    ...files.map(({ path, outcome }) => `${path.padEnd(width)}  ${outcomes[outcome]}`),
    ...(kept.length > 0 ? ["", "`pacegate init --force` writes the workflows again."] : []),
    "",
    "Next:",
    ...steps(workingDirectory).map((step, index) => `${index + 1}. ${step}`),
    "",
  ].join("\n");
}

function steps(workingDirectory: string): string[] {
  return [
    "In both workflows put the account that Pacegate is used from in place of OWNER.",
    ...(workingDirectory === "."
      ? []
      : [
          `In pacegate.yml of the workflows give each step \`uses: …/pacegate@v1\` the lines\n       with:\n         working-directory: ${JSON.stringify(workingDirectory)}`,
        ]),
    "In the configuration name your model, its inputs, and the labels of your runners (`runs-on`).",
    "Commit, and merge into the default branch: benches start from there only.",
    "In the settings of the repository, under Branches or Rulesets, require the status check `pacegate`. Give its\n   workflow no `paths:` filter then: a workflow that does not run posts no check.",
    "In the settings of the organisation, under Actions, limit the group of your runners to the workflow\n   pacegate-bench.yml on the default branch. Pacegate's docs/runners.md says how, and its\n   docs/threat-model.md why.",
    "The permissions that the jobs need are in the workflows, each with its reason. Where the organisation limits\n   the token of workflows, or forbids workflow_dispatch, its owners have to allow them.",
  ];
}
