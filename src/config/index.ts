// The config stage: `pacegate.yml` -> Config, and which of two configs judges a change.
export { formatBackend, matchesPattern, runsOnCpu } from "./backend.ts";
export { compareSettings } from "./compare-settings.ts";
export type {
  Backend,
  Budget,
  Config,
  EngineName,
  FailOn,
  Gate,
  Model,
  ModelSource,
  ParityTolerance,
  Place,
  Target,
} from "./config.ts";
export { configSchema } from "./config-document.ts";
export { ConfigError } from "./config-error.ts";
export { configFileSchema } from "./config-file-schema.ts";
export { durationPattern, parseDurationSeconds } from "./duration.ts";
export { judgingConfig } from "./judging-config.ts";
export { loadConfig } from "./load-config.ts";
export { parseConfig } from "./parse-config.ts";
export { formatPercent } from "./percent.ts";
export { withFailOn } from "./with-fail-on.ts";
