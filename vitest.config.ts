import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Tests run against the sources of every package, so that nothing has to be built first.
const conditions = ['@subnetkit/source']

const ignored = ['**/node_modules/**', '**/dist/**', '**/*.{long,campaign}.test.ts']

/** Files whose subject is the state of a freshly loaded module. */
const isolated = ['packages/devnet/src/codec/hash.test.ts']

/** Slow by nature: `npm run chaos`, which test:full runs, sets a seed and runs them with more faults. */
const storms = process.env.STORM_SEED === undefined ? ['**/storm.test.ts'] : []

/** Files that take longest come first, so that no worker is left alone with one at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      /\/e2e\//.test(moduleId) ? 0 : /crash|faults|main\.test/.test(moduleId) ? 1 : 2
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Generous: they end a hang, they do not judge speed.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests often wait for a child process, a socket or a timer: two more workers than cores keep them busy.
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: LongestFirst },
    // polkadot.js logs every refusal and lost socket that a test provokes.
    onConsoleLog: (log) => !/^\S+ \S+ +(RPC-CORE|API-WS|API\/INIT|REGISTRY):/.test(log),
    projects: [
      {
        extends: true,
        // One module graph for all files of a worker: importing polkadot.js costs more than most tests. One project, since a worker that goes
        // on to a file of another one starts again.
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.ts',
            'packages/templates/blank/src/**/*.test.ts',
            'examples/*/src/**/*.test.ts',
            'tools/**/*.test.ts',
          ],
          exclude: [...ignored, ...isolated, ...storms, 'tools/e2e/**'],
          pool: 'forks',
          isolate: false,
        },
      },
      { extends: true, test: { name: 'isolated', include: isolated } },
      {
        extends: true,
        // Whole processes as users start them.
        test: { name: 'e2e', include: ['tools/e2e/**/*.test.ts'], exclude: ignored },
      },
    ],
  },
})
