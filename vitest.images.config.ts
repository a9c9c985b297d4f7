import { defineConfig } from 'vitest/config'

const conditions = ['@subnetkit/source']

/** `npm run test:images`: the suite of the chain client on a devnet that runs as the version `DEVNET_SPEC`. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    include: ['packages/chain/src/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.{long,campaign}.test.ts', '**/storm.test.ts'],
    setupFiles: ['tools/images/devnet-spec.ts'],
    pool: 'forks',
    isolate: false,
    onConsoleLog: (log) => !/^\S+ \S+ +(RPC-CORE|API-WS|API\/INIT|REGISTRY):/.test(log),
  },
})
