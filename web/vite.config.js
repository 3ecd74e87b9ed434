import { defineConfig } from 'vite'

import { compressed, foundFromThePage } from './packed.js'

export default defineConfig({
  // Where the page will be shown is not known here.
  base: './',
  plugins: [foundFromThePage(), compressed()],
  build: {
    target: 'es2022',
    // Monaco is one big editor; splitting it would not make it smaller.
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      // Compressing takes its seconds, which is no news.
      checks: { pluginTimings: false },
      onLog(level, log, report) {
        // Two hundred libraries mark their files "use client", which means nothing to a page without a server.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log)
      },
    },
  },
  worker: { format: 'es' },
})
