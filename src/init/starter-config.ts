// The `pacegate.yml` that a project starts with; it says what to fill in and is valid as it stands.

export const starterConfig = `# What Pacegate measures on every pull request.
version: 1
# Run for each commit before its export. On your own machine it changes the Python that the gate uses.
# setup: pip install -r requirements.txt
models:
  # A name of yours.
  model:
    # A function, a bound method or an nn.Module, as file.py:name.
    entry: model.py:predict
    # A function that yields the arguments of calls as your users make them; it takes batch_size.
    inputs: model.py:requests
    batch-sizes: [1, 16]
targets:
  cpu:
    # Labels of your runners, as in a workflow's runs-on. \`local: true\` in its place measures where the gate runs.
    runs-on: [self-hosted, linux, x64]
    # Dollars; leave it out where cost does not matter.
    price-per-hour: 0.126
backends: [cpu/onnxrt-cpu]
gate:
  # A change below this should not fail.
  tolerance: 1%
  # "Unchanged" rules out tolerance + resolution.
  resolution: 2%
`;
