// List prices of cloud machines on demand, each with the public page that it was read from and the date.
import { z } from "zod";
import priceLists from "./prices.json" with { type: "json" };

/** One page's prices: machines of one provider in one region, Linux, on demand. */
export const priceListsSchema = z.array(
  z.strictObject({
    provider: z.enum(["aws", "gcp", "azure"]),
    region: z.string().min(1),
    /** A public page. */
    source: z.url({ protocol: /^https$/ }),
    /** The day that the page states; where it states none, the day on which it was read. */
    date: z.iso.date(),
    machines: z
      .array(
        z.strictObject({
          name: z.string().min(1),
          pricePerHourUsd: z.number().positive(),
          processor: z.string().min(1),
          accelerator: z.string().min(1).nullable(),
        }),
      )
      .min(1),
  }),
);

export interface MachinePrice {
  readonly name: string;
  readonly provider: string;
  readonly pricePerHourUsd: number;
  readonly processor: string;
  readonly accelerator: string | null;
  readonly region: string;
  readonly source: string;
  readonly date: string;
}

/** The price file, one row a machine. A test checks it against the schema, so reading it costs nothing at run time. */
export const priceTable: readonly MachinePrice[] = priceLists.flatMap(({ machines, ...page }) =>
  machines.map((machine) => ({ ...page, ...machine })),
);
