// The cost stage: latency and price -> dollars per million; pure.
export { type CostInput, type CostPerMillion, costPerMillion } from "./cost-per-million.ts";
export { findPrice, type Price } from "./find-price.ts";
export { type MachinePrice, priceTable } from "./price-table.ts";
