import { defineConfig } from '@lingui/cli';

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'de'],
  catalogs: [{ path: 'src/words/{locale}', include: ['src'] }],
  format: 'po',
  formatOptions: { lineNumbers: false },
});
