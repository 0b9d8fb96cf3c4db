import { defineConfig } from 'vitest/config';

const sdk = new URL('./sdk/src/index.ts', import.meta.url).pathname;

export default defineConfig({
  resolve: { alias: { '@parley/sdk': sdk } },
  test: {
    testTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'sdk', include: ['sdk/test/**/*.test.ts'], environment: 'node' } },
      {
        extends: true,
        test: { name: 'client', include: ['client/test/**/*.test.{ts,tsx}'], environment: 'happy-dom' },
      },
    ],
  },
});
