import { createServer } from 'node:http'
import { runValidator } from '../../packages/subnetkit/src/validator/run-validator.js'
import { createSums } from '../chaos/subnet.js'
import type { Manner } from './manner.js'

/** Options of the validator, as JSON. */
export interface ValidatorSettings {
  readonly netuid: number
  readonly uri: string
  readonly network: string
  readonly directory: string
  readonly roundBlocks: number
  readonly weightsEveryBlocks: number
}

// What a release of a campaign runs, in place of subnet validator.
const manner = process.env.UPDATES_MANNER as Manner
const { uri, network, directory, ...settings } = JSON.parse(
  process.env.UPDATES_VALIDATOR ?? '',
) as ValidatorSettings
const port = Number(process.env.SUBNETKIT_VALIDATOR_HEALTH_PORT)

if (manner === 'crash') process.exit(1)
if (manner === 'late-crash') setTimeout(() => process.exit(1), 2_000)
if (manner === 'stuck') process.on('SIGTERM', () => {})
if (manner === 'hang' || manner === 'stuck') setInterval(() => {}, 1_000)
else if (manner === 'deaf') {
  // Answers, and never gets anything done.
  const body = {
    ...{ safe: true, reasons: [], role: 'validator', hotkey: '5F', pid: process.pid },
    ...{ head: 1e9, jobs: 0, failing: [] },
  }
  createServer((_, response) => response.end(JSON.stringify(body))).listen(port, '127.0.0.1')
} else {
  await runValidator(createSums(), {
    ...settings,
    ...{
      network,
      directory,
      hotkey: uri,
      health: { port },
      lease: true,
      log: process.env.UPDATES_VERBOSE ? 'info' : 'warn',
    },
    ...{ allowPrivateAddresses: true, lockMs: 2_000, retryDelayMs: 200 },
  })
}
