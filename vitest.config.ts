import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests run what `npm run build` made (package.json, "imports"): Node loads it, workers included.
    server: { deps: { external: [/\/dist\//] } },
    // Real processes, real disks and two cores: slow is not wrong, hanging is.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    // Test files mostly wait for servers of their own: one per core, not one less.
    maxWorkers: '100%',
    reporters: ['default'],
  },
});
