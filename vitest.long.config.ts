import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const conditions = ['@subnetkit/source']
const { SUBNETKIT_REPORTS: reports } = process.env

/** `npm run test:long`: what is too long for `npm test` (other languages, large inputs, many peers). */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'long',
    include: ['packages/*/src/**/*.long.test.ts', 'tools/**/*.long.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    passWithNoTests: true,
    // One file after the other: their subject is what one process does under load.
    fileParallelism: false,
    reporters: reports === undefined ? ['default'] : ['default', 'json'],
    ...(reports !== undefined && { outputFile: { json: join(reports, 'long.json') } }),
  },
})
