import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Tests of workers and of the built action start real processes, dozens in a test; two cores are the reference
    // machine, and its neighbours may be busy. These end what hangs, and say nothing of speed.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
