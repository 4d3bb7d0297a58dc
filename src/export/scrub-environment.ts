// Which environment variables the user's code may see: everything but what carries or looks like a secret.

/** The runner's own channels (a step could set variables of later steps through them) and clouds' credentials. */
const secretPrefixes = ["ACTIONS_", "INPUT_", "AWS_", "AZURE_", "ARM_", "GCP_", "CLOUDSDK_", "GIT_", "NPM_CONFIG_"];
const secretNames = new Set([
  "GITHUB_ENV",
  "GITHUB_OUTPUT",
  "GITHUB_PATH",
  "GITHUB_STATE",
  "GITHUB_STEP_SUMMARY",
  "GOOGLE_APPLICATION_CREDENTIALS",
  "KUBECONFIG",
  "NETRC",
  "SSH_AUTH_SOCK",
  "SSH_AGENT_PID",
]);
/** Whole words between underscores, so that TOKENIZERS_PARALLELISM stays. */
const secretWords = new Set([
  "TOKEN",
  "TOKENS",
  "SECRET",
  "SECRETS",
  "KEY",
  "KEYS",
  "PASS",
  "PASSWORD",
  "PASSWORDS",
  "PASSWD",
  "PASSPHRASE",
  "CREDENTIAL",
  "CREDENTIALS",
  "CREDS",
  "AUTH",
  "PAT",
  "COOKIE",
  "DSN",
  "WEBHOOK",
]);
const secretFragments = /SECRET|PASSWORD|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|TOKEN$/;
/** `https://user:password@host`: a secret whatever its variable is called. Proxies are needed to reach anything. */
const credentialsInUrl = /:\/\/[^\s/@:]*:[^\s/@]+@/;
/** Where trusted certificates lie: no secret, and without them nothing is reachable behind a company's proxy. */
const certificatePaths = /(?:^|_)(?:CAINFO|CAPATH|CAFILE|CA_BUNDLE|CA_FILE|CA_CERTS?_FILE|SSL_CERT_(?:FILE|DIR))$/;
const proxyNames = /^(HTTPS?|ALL|NO|FTP)_PROXY$/;

function isSecret(name: string, value: string): boolean {
  const upper = name.toUpperCase();
  if (proxyNames.test(upper)) return false;
  if (secretNames.has(upper) || secretFragments.test(upper)) return true;
  if (secretPrefixes.some((prefix) => upper.startsWith(prefix)) && !certificatePaths.test(upper)) return true;
  return upper.split("_").some((word) => secretWords.has(word)) || credentialsInUrl.test(value);
}

export interface ScrubbedEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Names alone, for the message when a command fails for want of one. */
  readonly withheld: readonly string[];
}

export function scrubEnvironment(environment: Readonly<Record<string, string | undefined>>): ScrubbedEnvironment {
  const kept: [name: string, value: string][] = [];
  const withheld: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    if (isSecret(name, value)) withheld.push(name);
    else kept.push([name, value]);
  }
  // Not by assignment, which would lose a variable that is called `__proto__`.
  return { variables: Object.fromEntries(kept), withheld: withheld.toSorted() };
}
