import { runEpoch } from '../chain/run-epoch.js'
import { keyOf } from '../play/keys.js'
import { createScorers } from '../play/scorer.js'
import { weightsOf } from '../play/submit-weights.js'
import { adderLab } from './adder.js'
import {
  chainFrom,
  createSource,
  hot,
  miners,
  netuid,
  played,
  seen,
  tempo,
  validators,
} from './devnet-twin.js'
import { createEngineTwin, twinAgent } from './engine-twin.js'
import { type SubmitTwice, timelockedWeights } from './submit-twice.js'

const epochs = 12
const seed = 5
const settings = { yuma3: true }
const players = new Set(miners.map(hot))

/**
 * One population in the lab and on the devnet, whose shares must be identical: on the devnet validators read the metagraph through a chain
 * client, score by the engine's own functions, and commit timelocked weights by extrinsics. CPU time, both in this process.
 */
async function measureBoth(): Promise<object> {
  const devnet = await createSource(settings)
  const twin = await createEngineTwin(adderLab, devnet)
  await using scorers = createScorers(adderLab)
  try {
    const chain = chainFrom(devnet, settings)
    const submit = timelockedWeights(devnet, chain)
    const spent = { devnet: 0, lab: 0 }
    const measure = async <T>(side: keyof typeof spent, work: () => T | Promise<T>): Promise<T> => {
      const start = process.cpuUsage()
      const result = await work()
      const { user, system } = process.cpuUsage(start)
      spent[side] += (user + system) / 1_000
      return result
    }
    for (let epoch = 0; epoch < epochs; epoch++) {
      const number = chain.block
      // The first epochs warm up both.
      if (epoch === 2) spent.devnet = spent.lab = 0
      const asked = chain.neurons.flatMap(({ hotkey, registeredAt }, uid) =>
        players.has(hotkey)
          ? [{ hotkey, registeredAt, uid, agent: twinAgent, operator: hotkey, age: epoch }]
          : [],
      )
      for (const validator of validators.map(hot)) {
        const request = { simulation: 'bench', seed, validator, stakeAbove: 1, number, miners: asked }
        await measure('lab', async () => {
          const [scored] = await scorers.play([request])
          return weightsOf({ chain, lab: adderLab }, validator, scored!.entries)
        })
        const secret = keyOf(seed, 'secret', validator, number)
        await measure('devnet', async () => {
          const weights = await twin.round(validator, number, secret)
          check(submit(validator, { ...weights, versionKey: 0n }))
        })
      }
      await measure('devnet', () => devnet.mineUntilEpoch(netuid))
      await measure('lab', () => runEpoch(chain))
      if (String(played(chain).dividends) !== String(seen(devnet).dividends)) {
        throw new Error(`lab and devnet differ in epoch ${epoch}`)
      }
    }
    const counted = epochs - 2
    return {
      tempo,
      validators: validators.length,
      miners: miners.length,
      labMs: spent.lab / counted,
      devnetMs: spent.devnet / counted,
    }
  } finally {
    await twin.close()
    await devnet.close()
  }
}

/** The lab's part of a submission, a few microseconds, counts for the devnet. */
function check([error, refusal]: ReturnType<SubmitTwice>): void {
  if (error !== refusal || error !== null)
    throw new Error(`weights: ${error} on the devnet, ${refusal} in the lab`)
}

process.stdout.write(`${JSON.stringify(await measureBoth())}\n`)
