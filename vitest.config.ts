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
    reporters: ['default'],
  },
});
