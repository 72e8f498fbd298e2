// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { texts } from './tools/texts_plugin.mjs';

// The server serves web/dist under /console/; in development /api goes to a running server (or to
// dev/mock.mjs), given by LACHAN_API.
export default defineConfig({
  base: '/console/',
  plugins: [texts(), react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    port: 5173,
    proxy: { '/api': { target: process.env.LACHAN_API ?? 'http://127.0.0.1:8080' } },
  },
  build: {
    target: 'es2020',
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    // No inline script: the page must pass `script-src 'self'`.
    modulePreload: { polyfill: false },
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
});
