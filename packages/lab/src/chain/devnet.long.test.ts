import { expect, test } from 'vitest'
import {
  chainFrom,
  createSource,
  hot,
  miners,
  netuid,
  played,
  registerLate,
  seen,
  type TwinSettings,
  uidsOf,
  validators,
} from '../testing/devnet-twin.js'
import { openWeights, saltedWeights, timelockedWeights } from '../testing/submit-twice.js'
import { runEpoch } from './run-epoch.js'

/** Weights of a validator in an epoch: all agree roughly, one less than the others. */
const valuesOf = (validator: number, epoch: number) =>
  miners.map((_, miner) => 1_000 * (miner + 1) + 700 * validator + ((37 * (epoch + 1) * (miner + 2)) % 500))

const settingsOf = { open: { commitReveal: false }, timelocked: {}, salted: { saltedCommits: true } }
const ways = { open: openWeights, timelocked: timelockedWeights, salted: saltedWeights }

test.each([
  ['open', 'Yuma 3', 1, true],
  ['open', 'Yuma 2', 1, false],
  ['timelocked', 'Yuma 3', 1, true],
  ['timelocked', 'Yuma 2', 2, false],
  ['salted', 'Yuma 3', 1, true],
  ['salted', 'Yuma 2', 2, false],
] as const)(
  'lab and devnet agree to the bit, epoch by epoch, with %s weights under %s, revealed after %i',
  async (way, _, revealPeriod, yuma3) => {
    const settings: TwinSettings = { ...settingsOf[way], revealPeriod, yuma3 }
    const devnet = await createSource(settings)
    try {
      const chain = chainFrom(devnet, settings)
      const submit = ways[way](devnet, chain)
      for (let epoch = 0; epoch < 6; epoch++) {
        if (epoch === 3) expect(registerLate(devnet, chain)).toBeDefined()
        const uids = uidsOf(chain)
        for (const [at, name] of validators.entries()) {
          const values = valuesOf(at, epoch).slice(0, uids.length)
          const [error, refusal] = submit(hot(name), { uids, values, versionKey: 0n })
          expect(refusal).toBe(error)
        }
        devnet.mineUntilEpoch(netuid)
        runEpoch(chain)
        expect(played(chain)).toEqual(seen(devnet))
      }
      expect(chain.neurons.some(({ incentive }) => incentive > 0)).toBe(true)
    } finally {
      await devnet.close()
    }
  },
)
