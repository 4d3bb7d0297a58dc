// The error of the config stage: a `pacegate.yml` that cannot be read, parsed or understood.
import { PacegateError } from "../pacegate-error.ts";

export class ConfigError extends PacegateError {}
