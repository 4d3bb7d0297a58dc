// What the workflow says of `fail-on` wins over the configuration.
import type { Config, FailOn } from "./config.ts";

/** @param failOn undefined: as the configuration has it */
export function withFailOn(config: Config, failOn: FailOn | undefined): Config {
  return failOn === undefined ? config : { ...config, gate: { ...config.gate, failOn } };
}
