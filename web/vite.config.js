import { defineConfig } from 'vite'

export default defineConfig({
  // The gateway serves the page at /graphql and its assets below.
  base: '/graphql/',
  build: {
    target: 'es2022',
    // Monaco is one big editor; splitting it would not make it smaller.
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      onLog(level, log, report) {
        // Two hundred libraries mark their files "use client", which means nothing to a page without a server.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log)
      },
    },
  },
  worker: { format: 'es' },
  // `npm run dev` beside a running gateway: the page comes from here, the answers from there.
  server: { proxy: { '^/graphql$': { target: 'http://127.0.0.1:8000', ws: true, bypass: fromBrowser } } },
})

function fromBrowser(request) {
  return request.method === 'GET' && !request.headers.upgrade ? '/graphql/' : undefined
}
