// The workflow of the runners, as `examples/workflows/pacegate-bench.yml` has it.

export const benchWorkflow = `# Runs on the team's machines, started by the gate on the default branch: it measures data, it runs no pull request's code.
name: Pacegate bench
run-name: Pacegate bench \${{ inputs.nonce }}
on:
  workflow_dispatch:
    inputs:
      request: { description: Which parcel to measure (JSON), required: true, type: string }
      jobs: { description: "The jobs, each with id and runs-on (JSON)", required: true, type: string }
      nonce: { description: By which the gate finds this run, required: true, type: string }
permissions:
  actions: read # the parcel, an artifact of the gate's run
  contents: read
jobs:
  bench:
    name: \${{ matrix.id }}
    strategy:
      fail-fast: false
      matrix:
        include: \${{ fromJSON(inputs.jobs) }}
    runs-on: \${{ matrix.runs-on }}
    steps:
      - uses: OWNER/pacegate@v1
        with:
          mode: bench
          request: \${{ inputs.request }}
          job: \${{ matrix.id }}
`;
