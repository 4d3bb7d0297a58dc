// What the help of the measuring commands shows below their options.

export const examples = {
  top: `
Examples:
  pacegate gate                          the last commits of this branch against the default branch
  pacegate gate --base v1.4 --head HEAD  any two commits
  pacegate report .pacegate/results/<commit> --format markdown

Exit codes: 0 nothing that blocks, 1 a regression or a missed budget, 2 an error or nothing that can be compared.
Where the noise hid the answer, the report says INCONCLUSIVE, never PASS, and the exit code is 0;
\`--fail-on inconclusive\` makes it 2.`,
  gate: `
Examples:
  pacegate gate
  pacegate gate --base origin/main --format markdown > report.md
  pacegate gate --base HEAD~1 --python .venv/bin/python
  pacegate gate --record                 then pacegate baseline list --folder

Base is the merge base with the default branch unless you name it; head is HEAD. Commits are measured, never
uncommitted files. The results are kept in .pacegate/results/<head>.`,
  export: `
Examples:
  pacegate export               prints the folder of HEAD's bundle
  pacegate export --head v1.4`,
  bench: `
Example:
  pacegate bench --base .pacegate/bundles/<base> --head .pacegate/bundles/<head> --output results

Measures the subgraphs of two bundles. Local python needs the code itself: use \`pacegate gate\` for that.`,
  compare: `
Example:
  pacegate compare results --fail-on inconclusive`,
  report: `
Example:
  pacegate report .pacegate/results/<commit> --format markdown`,
};
