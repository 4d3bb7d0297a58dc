// What a person reads who comes across the baseline branch.

export function branchReadme(branch: string): string {
  return `# Baseline of Pacegate

This branch (\`${branch}\`) holds what Pacegate measured on the default branch, at night and for releases. It has no
history in common with the code. Workflows write to it; pull requests only read it.

- \`records/<year>/<month>/\`: one JSON file for each gate, night and release. Files are added and never changed.
- \`trend.html\`: the records as a page. Download it and open it in a browser.
- \`recent-records.json\`: copies of the newest records, so that reading them costs few requests. It may be deleted.

Look at it with \`npx pacegate baseline list\`, and remove old records with \`npx pacegate baseline prune\`. Do not
force-push: records would be lost. Deleting the branch deletes the baseline; the next gate on the default branch starts a
new one. Other files that you put here are left alone.
`;
}
