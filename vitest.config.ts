import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

/**
 * The window alone over a scripted app, in a browser: states that the real app reaches rarely, and pictures
 * of all of them. For whoever works on the window; what it shows is tested in the real app besides.
 */
const browser: TestProjectConfiguration = {
  extends: true,
  test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 30_000 },
};

export default defineConfig({
  test: {
    // Tests run what `npm run build` made (package.json, "imports"): Node loads it, workers included.
    server: { deps: { external: [/\/dist\//] } },
    pool: 'forks',
    // Test files mostly wait for servers of their own: one per core, not one less.
    maxWorkers: '100%',
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/browser/**'],
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
      ...(process.env.RESTANTE_CHROMIUM ? [browser] : []),
    ],
  },
});
