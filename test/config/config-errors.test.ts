import { describe, expect, test } from "vitest";
import { ConfigError, parseConfig } from "../../src/config/index.ts";

function errorOf(text: string): ConfigError {
  try {
    parseConfig(text, "pacegate.yml");
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the configuration was accepted");
}

/** Lines 1 to 3 are sound; what is under test begins on line 4. */
function withLines(...lines: string[]): string {
  return [
    "version: 1",
    "models: {search: {entry: m.py:f, inputs: m.py:g, batch-sizes: [1, 16]}}",
    "backends: [here/onnxrt-cpu]",
    ...lines,
  ].join("\n");
}

test("an error names file, line and key, says what is wrong and what to write", () => {
  const error = errorOf(withLines("gate:", "  tolerence: 1%"));
  expect(error.where).toBe("pacegate.yml:5, gate.tolerence");
  expect(error.what).toBe('Unknown key "tolerence".');
  expect(error.remedy).toContain('Did you mean "tolerance"?');
  expect(error.name).toBe("ConfigError");
});

test("line breaks and escape codes in a key or a value stay quoted", () => {
  const error = errorOf(withLines('"a\\n::error::\\e[31m": 1'));
  expect(error.message.split("\n")).toHaveLength(2);
  expect(error.message).not.toContain("\u001b");
  const entry = errorOf('version: 1\nmodels: {a: {entry: "a\\nb.py:f", inputs: m.py:g}}\nbackends: [here/onnxrt-cpu]');
  expect(entry.message.split("\n")).toHaveLength(2);
  const budget = errorOf(withLines('gate: {budgets: [{model: "a\\nb", backend: "*", p95-ms: 1}]}'));
  expect(budget.what).toBe('Unknown model "a\\nb".');
});

test("further problems are listed after the first in the file", () => {
  const error = errorOf(withLines("gate:", "  resolution: 0%", "  fail-on: regresion"));
  expect(error.where).toBe("pacegate.yml:5, gate.resolution");
  expect(error.remedy).toContain("Also pacegate.yml:6, gate.fail-on: Expected one of");
  expect(error.remedy).toContain('Did you mean "regression"?');
});

test("a misspelt key leads, and the right one is not called missing", () => {
  const error = errorOf("version: 2\nmodels: {search: {entry: m.py:f, inputs: m.py:g}}\nbackend: [here/onnxrt-cpu]");
  expect(error.what).toBe('Unknown key "backend".');
  expect(error.where).toBe("pacegate.yml:3, backend");
  expect(error.remedy).toContain('Did you mean "backends"?');
  expect(error.remedy).toContain("Also pacegate.yml:1, version: Expected 1, found 2.");
  expect(error.remedy).not.toContain("missing");
});

test("a key that no unknown key resembles is called missing", () => {
  const error = errorOf("version: 1\nbackends: [here/onnxrt-cpu]\nmetrics: {}");
  expect(error.what).toBe('Unknown key "metrics".');
  expect(error.remedy).toContain("models: This key is missing");
});

test("a key of another mapping does not excuse one that is missing", () => {
  const error = errorOf("version: 1\nmodels: {search: {backend: here}}\ngate: {}");
  expect(error.remedy).toContain("backends: This key is missing");
});

test("every unknown key of a mapping is told, with its own line and its own suggestion", () => {
  const error = errorOf(withLines("gate:", "  tolerence: 1%", "  resolutoin: 2%"));
  expect(error.where).toBe("pacegate.yml:5, gate.tolerence");
  expect(error.remedy).toContain(
    'Also pacegate.yml:6, gate.resolutoin: Unknown key "resolutoin". Did you mean "resolution"?',
  );
});

test("unknown targets and engines are told together with the other problems, and with one another", () => {
  const backends = "backends: [gpu/onnxrt-cpu, here/onnxrt-cpuu, her/tensorflow]";
  const targets = "targets: {here: {local: true}, there: {local: true}}";
  const error = errorOf(withLines("gate: {tolerence: 1%}", targets).replace(/^backends.*$/m, backends));
  const told = `${error.what} ${error.remedy}`;
  expect(error.what).toBe('Unknown key "tolerence".');
  for (const what of [
    'Unknown target "gpu".',
    'Unknown engine "onnxrt-cpuu". Did you mean "onnxrt-cpu"?',
    'Unknown target "her". Did you mean "here"?',
    'Unknown engine "tensorflow".',
  ]) {
    expect(told).toContain(what);
  }
});

test("a misspelt `targets` is not blamed on the backends that need it", () => {
  const error = errorOf(withLines("target: {gpu: {local: true}}").replace("here/", "gpu/"));
  expect(error.what).toBe('Unknown key "target".');
  expect(error.remedy).not.toContain("Unknown target");
});

test("a long list of problems is cut, and says by how much", () => {
  const error = errorOf(
    withLines(...["a", "b", "c", "d", "e", "f", "g"].map((key) => `targets.${key}: 1`), "gate: 1", "baseline: 2"),
  );
  expect(error.remedy.split("\n").length).toBeLessThan(8);
});

describe("not a configuration at all", () => {
  test.each([
    ["an empty file", "", "empty"],
    ["only comments", "# nothing yet\n", "empty"],
    ["an explicit null", "null", "empty"],
    ["a list", "- version: 1", "Expected a mapping, found a list"],
    ["a sentence", "hello there", 'Expected a mapping, found "hello there"'],
    ["two documents", "version: 1\n---\nversion: 1", "not valid YAML"],
    ["an open bracket", "models: [", "not valid YAML"],
    ["brackets without end", "[".repeat(10_000), "nested too deeply"],
    ["a file too long to be one", `# ${"x".repeat(70_000)}`, "longer than"],
    ["an unknown tag", "version: !secret 1", "not valid YAML"],
    ["a key that is a list", "? [a]\n: 1", "not valid YAML"],
    ["a key that reaches into JavaScript", "version: 1\n__proto__: {}", 'Unknown key "__proto__"'],
  ])("%s is refused", (_name, text, what) => {
    expect(errorOf(text).what).toContain(what);
  });

  test("a duplicate key is an error on the line of the second", () => {
    const error = errorOf(withLines("setup: a", "setup: b"));
    expect(error.where).toBe("pacegate.yml:5");
    expect(error.what).toBe("A key stands twice in one mapping.");
  });

  test("aliases are refused before they can be expanded", () => {
    const bomb = [
      "a: &a [1, 1]",
      ...[..."bcdefghijklmnopqrstuvwxyz"].map(
        (key, at) => `${key}: &${key} [*${"abcdefghijklmnopqrstuvwxyz"[at]}, *${"abcdefghijklmnopqrstuvwxyz"[at]}]`,
      ),
    ];
    const error = errorOf(bomb.join("\n"));
    expect(error.what).toBe("The alias *a is not supported.");
    expect(error.where).toBe("pacegate.yml:2");
  });
});

describe("top level", () => {
  test("another version of the format is refused", () => {
    expect(errorOf("version: 2\nmodels: {}\nbackends: []").what).toBe("Expected 1, found 2.");
  });

  test.each(["version", "models", "backends"])("%s is required", (key) => {
    const text = withLines()
      .split("\n")
      .filter((line) => !line.startsWith(key))
      .join("\n");
    const error = errorOf(text);
    expect(error.where).toBe(`pacegate.yml:1, ${key}`);
    expect(error.what).toContain("missing");
  });

  test.each([
    ["no models", "version: 1\nmodels: {}\nbackends: [here/onnxrt-cpu]", "There are no models."],
    ["no backends", "version: 1\nmodels: {a: {entry: m.py:f, inputs: m.py:g}}\nbackends: []", "found an empty list"],
    ["an empty key", withLines("gate:"), "Expected a mapping, found nothing"],
    ["an empty setup", withLines('setup: ""'), "Expected a shell command, found nothing"],
    ["unknown weights", withLines("weights: fake"), 'found "fake"'],
    ["a branch that git refuses", withLines("baseline: {branch: a..b}"), "Expected a branch name"],
    ["the branch of the code", withLines("baseline: {branch: main}"), "Expected a branch that holds no code"],
    ["a branch that reads as an option", withLines("baseline: {branch: --force}"), "Expected a branch name"],
  ])("%s is refused", (_name, text, what) => {
    expect(errorOf(text).what).toContain(what);
  });
});

describe("models", () => {
  const model = (body: string) => errorOf(`version: 1\nmodels:\n  search: {${body}}\nbackends: [here/onnxrt-cpu]`);

  test.each([
    ["an entry without a name", "entry: search.py, inputs: m.py:g", "as file.py:name"],
    ["an entry that is no Python file", "entry: 'search.js:f', inputs: m.py:g", "as file.py:name"],
    ["an entry whose name is no identifier", "entry: 'search.py:1f', inputs: m.py:g", "as file.py:name"],
    ["an entry outside the repository", "entry: '../search.py:f', inputs: m.py:g", "leaves the repository"],
    ["an absolute entry", "entry: '/srv/search.py:f', inputs: m.py:g", "leaves the repository"],
    ["a model without an entry", "inputs: m.py:g", "no `entry`"],
    ["a model without inputs", "entry: m.py:f", "no `inputs`"],
    ["an ONNX file", "onnx: model.onnx", "Python entries only"],
    ["an ONNX file beside an entry", "onnx: model.onnx, entry: m.py:f, inputs: m.py:g", "not both"],
    ["a batch size of 0", "entry: m.py:f, inputs: m.py:g, batch-sizes: [0]", "from 1 to"],
    ["half a batch", "entry: m.py:f, inputs: m.py:g, batch-sizes: [1.5]", "whole number"],
    ["no batch sizes", "entry: m.py:f, inputs: m.py:g, batch-sizes: []", "empty list"],
    ["a batch size in quotes", "entry: m.py:f, inputs: m.py:g, batch-sizes: ['1']", 'found "1"'],
    ["a batch size twice", "entry: m.py:f, inputs: m.py:g, batch-sizes: [1, 1]", "listed twice"],
    ["a negative tolerance", "entry: m.py:f, inputs: m.py:g, tolerance: {absolute: -1}", "a number from 0"],
    ["an endless tolerance", "entry: m.py:f, inputs: m.py:g, tolerance: {relative: .inf}", "a number from 0"],
  ])("%s is refused", (_name, body, what) => {
    const error = model(body);
    expect(error.what).toContain(what);
    expect(error.where).toMatch(/^pacegate\.yml:3, models\.search/);
  });

  test("a name that would break cell names is refused", () => {
    const error = errorOf('version: 1\nmodels: {"a@1": {entry: m.py:f, inputs: m.py:g}}\nbackends: [here/onnxrt-cpu]');
    expect(error.what).toBe('"a@1" cannot be a name.');
  });
});

describe("targets and backends", () => {
  const targets = (body: string, backend: string) =>
    errorOf(
      `version: 1\nmodels: {a: {entry: m.py:f, inputs: m.py:g}}\ntargets:\n  t4: {${body}}\nbackends: ["${backend}"]`,
    );

  test.each([
    ["neither local nor runs-on", "threads: 1", "neither `local` nor `runs-on`"],
    ["both local and runs-on", "local: true, runs-on: [a]", "both `local` and `runs-on`"],
    ["a local that is false", "local: false", "Expected true, found false"],
    ["a local that is yes", "local: yes", 'Expected true, found "yes"'],
    ["no labels", "runs-on: []", "Expected runner labels, found an empty list"],
    ["an empty label", 'runs-on: ""', "Expected runner labels, found nothing"],
    ["a label of white space", 'runs-on: [gpu, " "]', 'Expected runner labels, found " "'],
    ["labels that are nothing", "runs-on:", "Expected runner labels, found nothing"],
    ["an optional local target", "local: true, optional: true", "`optional` needs `runs-on`"],
    ["several local machines", "local: true, runners: 2", "`runners` needs `runs-on`"],
    ["an optional in words", "runs-on: [a], optional: sometimes", 'Expected true or false, found "sometimes"'],
    ["no runners", "runs-on: [a], runners: 0", "a whole number from 1 to 256, found 0"],
    ["too many runners", "runs-on: [a], runners: 257", "a whole number from 1 to 256, found 257"],
    ["half a runner", "runs-on: [a], runners: 1.5", "a whole number from 1 to 256, found 1.5"],
    ["a price of 0", "local: true, price-per-hour: 0", "above 0"],
    ["a price in words", "local: true, price-per-hour: $1", 'found "$1"'],
    ["no threads", "local: true, threads: 0", "from 1 to"],
  ])("%s is refused", (_name, body, what) => {
    expect(targets(body, "t4/onnxrt-cpu").what).toContain(what);
  });

  test("an unknown target is answered with the nearest", () => {
    const error = targets("local: true", "t5/onnxrt-cpu");
    expect(error.what).toBe('Unknown target "t5".');
    expect(error.remedy).toContain('Did you mean "t4"?');
    expect(error.where).toBe("pacegate.yml:5, backends[0]");
  });

  test("`here` is implied only where no targets are given", () => {
    expect(targets("local: true", "here/onnxrt-cpu").what).toBe('Unknown target "here".');
  });

  test("an unknown engine is answered with the nearest", () => {
    const error = targets("local: true", "t4/onxrt-cpu");
    expect(error.what).toBe('Unknown engine "onxrt-cpu".');
    expect(error.remedy).toContain('Did you mean "onnxrt-cpu"?');
  });

  test("a pattern that no engine matches is refused", () => {
    expect(targets("local: true", "t4/tvm-*").what).toBe('Unknown engine "tvm-*".');
  });

  test.each(["t4", "t4/", "/onnxrt-cpu", "t4/onnxrt-cpu[", "t4/onnxrt-cpu[]", "t4/onnxrt-cpu[a,,b]", "t4 /onnxrt-cpu"])(
    "%s is no backend",
    (backend) => {
      expect(targets("local: true", backend).what).toContain("Expected a backend");
    },
  );
});

describe("gate", () => {
  const gate = (body: string) => errorOf(withLines(`gate: {${body}}`));

  test.each([
    ["a tolerance of 1, which may have meant 1%", "tolerance: 1", "above 0% and below 100%, found 1"],
    ["a tolerance of 0", "tolerance: 0", "above 0%"],
    ["a tolerance of 0.0%", "tolerance: 0.0%", "above 0%"],
    ["a tolerance of 100%", "tolerance: 100%", "below 100%"],
    ["a negative tolerance", "tolerance: -1%", "above 0%"],
    ["a tolerance in words", "tolerance: one percent", "above 0%"],
    ["a resolution of 0%", "resolution: 0%", "above 0%"],
    ["an unknown fail-on", "fail-on: always", "one of regression, inconclusive, never"],
    ["no seconds", "limits: {seconds-per-cell: 0}", "a duration above 0"],
    ["0 minutes", "limits: {seconds-per-cell: 0m}", "a duration above 0"],
    ["a duration without a unit that is known", "limits: {seconds-per-cell: 2 days}", "a duration above 0"],
    ["a p95 that is neither on nor off", "metrics: {p95: sometimes}", "Expected on, off or thresholds"],
    ["a p95 without tolerance", "metrics: {p95: {tolerance: 0%}}", "Expected a tolerance above 0%"],
    ["a tolerance finer than the measurement's own bias", "tolerance: 0.1%", "finer than what identical models"],
    ["peak-memory, which is not judged yet", "metrics: {peak-memory: on}", "does not judge peak-memory"],
    ["latency switched off", "metrics: {latency: off}", 'Expected on, found "off"'],
    ["a metric that does not exist", "metrics: {latancy: on}", 'Unknown key "latancy"'],
  ])("%s is refused", (_name, body, what) => {
    const error = gate(body);
    expect(error.what).toContain(what);
    expect(error.where).toMatch(/^pacegate\.yml:4, gate\./);
  });

  test.each([
    ["a budget without a limit", "{model: search, backend: '*'}", "sets no limit"],
    ["a budget of an unknown model", "{model: serch, backend: '*', p95-ms: 1}", 'Unknown model "serch"'],
    ["a budget that no backend can meet", "{model: search, backend: 'there/*', p95-ms: 1}", "No backend matches"],
    [
      "a budget of another batch",
      "{model: search, batch-size: 2, backend: '*', p95-ms: 1}",
      "not measured at batch size 2",
    ],
    ["a budget of 0 ms", "{model: search, backend: '*', p95-ms: 0}", "above 0"],
    ["a budget without a backend", "{model: search, p95-ms: 1}", "missing"],
  ])("%s is refused", (_name, budget, what) => {
    expect(gate(`budgets: [${budget}]`).what).toContain(what);
  });
});
