// The price of a target: what the config says, else what the price file says of a machine of that name, else unknown.
import { type MachinePrice, priceTable } from "./price-table.ts";

export interface Price {
  readonly pricePerHourUsd: number;
  readonly source: string;
  readonly date: string;
}

/**
 * Finds what an hour of the target costs.
 * @param targetName as in `pacegate.yml`; the price file is searched for exactly this name
 * @param override the config's `price-per-hour`, which wins
 * @returns null where the price is unknown: an unknown cost is never 0
 */
export function findPrice(
  targetName: string,
  override: number | null,
  table: readonly MachinePrice[] = priceTable,
): Price | null {
  if (override !== null) return { pricePerHourUsd: override, source: "pacegate.yml", date: "as configured" };
  const row = table.find((candidate) => candidate.name === targetName);
  return row === undefined ? null : { pricePerHourUsd: row.pricePerHourUsd, source: row.source, date: row.date };
}
