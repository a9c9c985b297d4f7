import { defineConfig } from 'vitest/config'

// Tests run against the sources of every package, so that nothing has to be built first.
const conditions = ['@subnetkit/source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Generous: they end a hang, they do not judge speed.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // polkadot.js logs every refusal and lost socket that a test provokes.
    onConsoleLog: (log) => !/^\S+ \S+ +(RPC-CORE|API-WS|API\/INIT|REGISTRY):/.test(log),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'tools/e2e/**'],
        },
      },
      {
        extends: true,
        // Whole processes with deadlines of their own: after the others, one file at a time.
        test: {
          name: 'e2e',
          include: ['tools/e2e/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
