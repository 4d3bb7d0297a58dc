// The workflow of the one step, as `examples/workflows/pacegate.yml` has it: the bundle carries no other files.

export const gateWorkflow = `# Pacegate in one step: exports here, starts pacegate-bench.yml on the team's runners, waits, decides, comments.
#
# For repositories whose pull requests are trusted. The step runs the pull request's code and holds a token that may
# start workflows: only people with write access can open a pull request that gets such a token. A fork's pull request
# gets a read-only one; its result comes from pacegate-fork.yml, or not at all.
name: Pacegate

on:
  pull_request:
    # Labels and texts: they accept a slower change, see the README.
    types: [opened, synchronize, reopened, labeled, unlabeled, edited]
  merge_group:
    types: [checks_requested]
  push:
    # Yours if it has another name; other branches are skipped below.
    branches: [main, master]
  schedule:
    - cron: "17 3 * * *"
  release:
    types: [published]
  workflow_dispatch:

permissions: {}

concurrency:
  # A newer push stops the older gate of the same pull request. Everything else is in a group of its own: pushes,
  # merge groups, nights and releases are never stopped, and a label or an edit that accepts nothing stops no gate.
  group: >-
    pacegate-\${{ (
      github.event.label && github.event.label.name != 'pacegate-accepted' ||
      github.event.action == 'edited' && !github.event.changes.base &&
      !contains(github.event.pull_request.labels.*.name, 'pacegate-accepted')
    ) && github.run_id || github.event.pull_request.number || github.run_id }}
  cancel-in-progress: true

jobs:
  gate:
    # Not for labels and edits that accept nothing: the result that is there stays.
    if: >-
      contains(fromJSON('["pull_request", "merge_group", "workflow_dispatch"]'), github.event_name) &&
      (!github.event.label || github.event.label.name == 'pacegate-accepted') &&
      (github.event.action != 'edited' || github.event.changes.base ||
      contains(github.event.pull_request.labels.*.name, 'pacegate-accepted'))
    runs-on: ubuntu-latest
    permissions:
      actions: write # starts pacegate-bench.yml, reads what it measured, cancels it
      contents: read # checks out, finds the merge base, reads the baseline
      pull-requests: write # the comment
      statuses: write # the check \`pacegate\`
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          fetch-depth: 0 # the merge base has to be there to be measured
          persist-credentials: false
      - uses: actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0
        with:
          python-version: "3.11"
      - uses: OWNER/pacegate@v1

  # What is on the default branch: recorded, compared with the last release at night, and kept when it is released.
  record:
    if: >-
      contains(fromJSON('["push", "schedule", "release"]'), github.event_name) &&
      (github.event_name != 'push' || github.ref_name == github.event.repository.default_branch)
    runs-on: ubuntu-latest
    permissions:
      actions: write # starts pacegate-bench.yml, reads what it measured
      contents: write # adds a record to the branch pacegate-data, and the bundle to the release
      issues: write # the issue of a night that finds a change
      pull-requests: read # who accepted what in the pull request that was merged
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0
        with:
          python-version: "3.11"
      - uses: OWNER/pacegate@v1
`;
