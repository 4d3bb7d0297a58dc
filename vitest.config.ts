import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Tests of workers start real processes; two cores are the reference machine.
    testTimeout: 30_000,
    maxWorkers: 2,
  },
});
