import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const conditions = ['@subnetkit/source']
const { SUBNETKIT_REPORTS: reports } = process.env

/** Files about what a machine does under load, with deadlines or with the memory of a process: one after the other. */
const alone = [
  'packages/subnetkit/src/cli/actions/fleet.long.test.ts',
  'packages/transport/src/{body,stream}/*.long.test.ts',
  'tools/{memory,security}/*.long.test.ts',
]

/**
 * Files that run commands, validators and rounds in their own process, as unit tests do: they share one module graph for each worker, since
 * importing all of it costs about as much as most of them. Not those that kill or start processes, count what a process holds open, wait by the
 * clock for minutes, or set its environment.
 */
const shared = [
  'packages/core/src/{queue,records,similarity}/*.long.test.ts',
  'packages/core/src/validator/**/!(crash|golden|lost-queue).long.test.ts',
  'packages/{subnet-prediction,subnet-storage}/src/cheats.long.test.ts',
  'packages/lab/src/chain/*.long.test.ts',
  'packages/subnetkit/src/cli/actions/**/!(add|dev|fleet|migrate|neurons|sim|upgrade).long.test.ts',
  'packages/subnetkit/src/validator/!(run-validator).long.test.ts',
]

/**
 * Files that create projects, in which the compiler and the tests read what is built, or that start many processes, which is half the work for
 * what is built; and the one that reads its declarations.
 */
const built = [
  'packages/subnetkit/src/cli/actions/dev/dev.long.test.ts',
  'tools/api/api.long.test.ts',
  'packages/templates/src/project.long.test.ts',
]

/** Files of more than a minute of a worker, and of half a minute. */
const longest = [
  ['dev', 'crash', 'project', 'demo'],
  ['embedded', 'sim', 'add', 'docs-code', 'workers', 'neurons', 'cheats'],
]

/** Those come first, so that no worker is left alone with one at the end; shared ones last and together. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification) => {
      const name = basename(moduleId, '.long.test.ts')
      const own = longest.findIndex((names) => names.includes(name))
      // A worker keeps its modules only while the next file is of the same project.
      return (own === -1 ? longest.length : own) + (project.name === 'shared' ? 3 : 0)
    }
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
          exclude: [...alone, ...shared, ...built],
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'built',
          include: built,
          // Once for both, and before either: two compilers would write the same files.
          globalSetup: 'tools/release/build.setup.ts',
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'shared',
          include: shared,
          exclude: ['**/node_modules/**', ...alone],
          isolate: false,
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
