import { defineConfig } from 'vitest/config'

// Tests run against the sources of every package, so that nothing has to be built first.
const conditions = ['@subnetkit/source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
