import { lingui } from '@lingui/vite-plugin';
import optimizeLocales from '@react-aria/optimize-locales-plugin';
import babel from '@rolldown/plugin-babel';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the running server; the product itself is served by that server. */
const server = process.env.EPIGRAPH_URL ?? 'http://127.0.0.1:4000';
const apiPaths = ['/graphql', '/studio-api', '/v2', '/content', '/app-exchange-token'];

export default defineConfig({
  plugins: [
    react(),
    // Only files that use a macro pass through Babel; everything else stays with Oxc.
    babel({ include: /\/src\/.*\.tsx?$/, plugins: ['@lingui/babel-plugin-lingui-macro'] }),
    lingui(),
    { ...optimizeLocales.vite({ locales: ['en-US', 'de-DE'] }), enforce: 'pre' as const },
  ],
  build: {
    target: 'es2023',
    // A data: address would need a wider Content-Security-Policy than `img-src 'self'`.
    assetsInlineLimit: 0,
  },
  server: { proxy: Object.fromEntries(apiPaths.map((path) => [path, server])) },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
