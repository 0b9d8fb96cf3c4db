import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const platform = process.env.PARLEY_PLATFORM ?? 'http://localhost:8080';

// The content security policy is `default-src 'self'`: nothing may be inlined, neither scripts nor images.
export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@parley/sdk': new URL('../sdk/src/index.ts', import.meta.url).pathname } },
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, sourcemap: false, target: 'es2023' },
  server: {
    proxy: {
      '/api': { target: platform, changeOrigin: true },
      '/.well-known': { target: platform },
      '/ws': { target: platform.replace(/^http/, 'ws'), ws: true },
    },
  },
});
