import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const conditions = ['@subnetkit/source']
const { SUBNETKIT_REPORTS: reports } = process.env

/** Files about what a machine does under load, with deadlines or with the memory of a process: one after the other. */
const alone = [
  'tools/e2e/exercise.long.test.ts',
  'packages/subnetkit/src/cli/actions/fleet.long.test.ts',
  'packages/transport/src/{body,stream}/*.long.test.ts',
  'tools/{memory,security}/*.long.test.ts',
]

/** Files of half a minute and more come first, so that no worker is left alone with one at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      /killed|dev\.long/.test(moduleId)
        ? 0
        : /crash|embedded|postgres|activate|cheats|project/.test(moduleId)
          ? 1
          : 2
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}

/** `npm run test:long`: what is too long for `npm test` (other languages, large inputs, many peers). */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    testTimeout: 300_000,
    hookTimeout: 300_000,
    passWithNoTests: true,
    sequence: { sequencer: LongestFirst },
    reporters: reports === undefined ? ['default'] : ['default', 'json'],
    ...(reports !== undefined && { outputFile: { json: join(reports, 'long.json') } }),
    projects: [
      {
        extends: true,
        // Most of them wait for processes, servers and blocks half of the time: one more worker than cores keeps them busy.
        test: {
          name: 'long',
          include: ['packages/*/src/**/*.long.test.ts', 'tools/**/*.long.test.ts'],
          exclude: alone,
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
})
