import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scrubEnvironment } from "../../src/export/scrub-environment.ts";

const scrub = (name: string, value = "value") => scrubEnvironment({ [name]: value }).variables[name];

describe("environment of the user's code", () => {
  it.each([
    "GITHUB_TOKEN",
    "ACTIONS_RUNTIME_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_URL",
    "INPUT_PYTHON",
    "INPUT_FAIL-ON",
    "GITHUB_ENV",
    "GITHUB_OUTPUT",
    "GITHUB_PATH",
    "HF_TOKEN",
    "AWS_PROFILE",
    "OPENAI_API_KEY",
    "SSH_AUTH_SOCK",
    "DB_PASSWORD",
    "MYSECRETTHING",
    "npm_config_//registry/:_authToken",
    "stripe_key",
    "GIT_ASKPASS",
  ])("withholds %s", (name) => {
    expect(scrub(name)).toBeUndefined();
    expect(scrubEnvironment({ [name]: "x" }).withheld).toEqual([name]);
  });

  it.each([
    "PATH",
    "HOME",
    "LANG",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "HF_HOME",
    "TOKENIZERS_PARALLELISM",
    "OMP_NUM_THREADS",
    "LD_LIBRARY_PATH",
    "https_proxy",
    "PYTHONPATH",
    "CI",
    "GITHUB_SHA",
    "KEYBOARD",
  ])("keeps %s", (name) => expect(scrub(name)).toBe("value"));

  it.each([
    "GIT_SSL_CAINFO",
    "AWS_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE",
    "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE",
    "NPM_CONFIG_CAFILE",
    "SSL_CERT_FILE",
  ])("keeps %s, where trusted certificates lie", (name) => expect(scrub(name, "/etc/ssl/ca.pem")).toBeDefined());

  it.each(["GIT_SSL_KEY", "MY_SECRET_CA_FILE", "AWS_CA_BUNDLE_TOKEN"])(
    "withholds %s, which only looks like it",
    (name) => expect(scrub(name)).toBeUndefined(),
  );

  it("withholds a password in an address, whatever the variable is called", () => {
    expect(scrub("DATABASE", "postgres://me:hunter2@db/main")).toBeUndefined();
    expect(scrub("DATABASE", "postgres://db/main")).toBe("postgres://db/main");
  });

  it("keeps a proxy that needs a password: nothing is reachable without it", () => {
    expect(scrub("HTTPS_PROXY", "http://me:pw@proxy:3128")).toBeDefined();
  });

  it("keeps or withholds every variable, and invents none", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), (environment) => {
        const { variables, withheld } = scrubEnvironment(environment);
        expect([...Object.keys(variables), ...withheld].toSorted()).toEqual(Object.keys(environment).toSorted());
      }),
      { examples: [[{ ["__proto__"]: "a value" }]] },
    );
  });
});
