import { defineConfig } from 'vitest/config'

const conditions = ['@subnetkit/source']

/** `npm run test:campaigns`: whole walks of minutes, whose parts `npm run test:long` tests. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    testTimeout: 600_000,
    hookTimeout: 300_000,
    include: ['packages/*/src/**/*.campaign.test.ts', 'tools/**/*.campaign.test.ts'],
    // Some start commands from what is built.
    globalSetup: 'tools/release/build.setup.ts',
    maxWorkers: 1,
  },
})
