import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testBtcli } from './btcli.js'
import { testCommands } from './commands.js'
import { testDrand } from './drand.js'
import { testHttpAuth } from './http-auth.js'
import { testBtcliKeyfiles, testKeyfiles } from './keyfiles.js'
import { testLegacy } from './legacy.js'
import { testPapi } from './papi.js'
import { type PythonEnvironment, PythonUnavailable, pythonEnvironment } from './python.js'
import { createReport, type Report } from './report.js'
import { testSdk10 } from './sdk10.js'
import { testWeights } from './weights.js'

/** Folder of the environments between runs; ignored by git. */
const CACHE = fileURLToPath(new URL('../../.subnetkit/interop/', import.meta.url))

interface Suite {
  readonly name: string
  readonly requirement: string
  test(python: PythonEnvironment, report: Report): Promise<void>
}

const suites: readonly Suite[] = [
  { name: 'bittensor-11', requirement: 'bittensor>=11,<12', test: testBtcli },
  { name: 'bittensor-11', requirement: 'bittensor>=11,<12', test: testHttpAuth },
  { name: 'bittensor-11', requirement: 'bittensor>=11,<12', test: testBtcliKeyfiles },
  {
    name: 'bittensor-11',
    requirement: 'bittensor>=11,<12',
    test: (...given) => testKeyfiles('SDK 11', ...given),
  },
  { name: 'bittensor-10', requirement: 'bittensor>=10,<11', test: testSdk10 },
  { name: 'bittensor-10', requirement: 'bittensor>=10,<11', test: testLegacy },
  {
    name: 'bittensor-10',
    requirement: 'bittensor>=10,<11',
    test: (...given) => testKeyfiles('btwallet 4', ...given),
  },
  { name: 'bittensor-10', requirement: 'bittensor>=10,<11', test: testDrand },
  { name: 'bittensor-10', requirement: 'bittensor>=10,<11', test: testWeights },
  { name: 'bittensor-10', requirement: 'bittensor>=10,<11', test: testCommands },
]

async function main(): Promise<number> {
  const report = createReport((line) => process.stdout.write(line))
  for (const { name, requirement, test } of suites) {
    try {
      await test(await pythonEnvironment(join(CACHE, name), requirement), report)
    } catch (error) {
      if (!(error instanceof PythonUnavailable)) throw error
      report.say(`skipped: Python packages cannot be had here (${requirement}: ${error.message}).`)
    }
  }
  await testPapi(join(CACHE, 'polkadot-api'), report)
  report.close()
  return report.failed === 0 ? 0 : 1
}

process.exitCode = await main()
