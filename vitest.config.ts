import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Tests run what `npm run build` made (package.json, "imports"): Node loads it, workers included.
    server: { deps: { external: [/\/dist\//] } },
    pool: 'forks',
    // Test files mostly wait for servers of their own: one per core, not one less.
    maxWorkers: '100%',
    // What is waited for comes when the machine gets to it: slow is not wrong, and a test that hangs has a limit of its own.
    expect: { poll: { timeout: 20_000 } },
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          // Real processes, real disks and two cores: slow is not wrong, hanging is.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          // After the others, two at a time: a window that has to share the processor misses its moments.
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
