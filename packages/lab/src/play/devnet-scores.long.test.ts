import { expect, test } from 'vitest'
import { runEpoch } from '../chain/run-epoch.js'
import { adderLab } from '../testing/adder.js'
import {
  chainFrom,
  createSource,
  hot,
  miners,
  netuid,
  played,
  registerLate,
  seen,
  validators,
} from '../testing/devnet-twin.js'
import { createEngineTwin, twinAgent } from '../testing/engine-twin.js'
import { timelockedWeights } from '../testing/submit-twice.js'
import { keyOf } from './keys.js'
import { createScorers } from './scorer.js'
import { weightsOf } from './submit-weights.js'

const seed = 5
const players = new Set([...miners, '//late'].map(hot))

test('scores of the lab become the same weights, incentive and dividends as those of the engine on a devnet', async () => {
  const settings = { yuma3: true }
  const devnet = await createSource(settings)
  const twin = await createEngineTwin(adderLab, devnet)
  await using scorers = createScorers(adderLab)
  try {
    const chain = chainFrom(devnet, settings)
    const submit = timelockedWeights(devnet, chain)
    for (let epoch = 0; epoch < 5; epoch++) {
      if (epoch === 3) expect(registerLate(devnet, chain)).toBe(hot('//Two'))
      const number = chain.block
      const asked = chain.neurons.flatMap(({ hotkey, registeredAt }, uid) =>
        players.has(hotkey)
          ? [{ hotkey, registeredAt, uid, agent: twinAgent, operator: hotkey, age: epoch }]
          : [],
      )
      for (const name of validators) {
        const validator = hot(name)
        const [scored] = await scorers.play([
          { simulation: 'twin', seed, validator, stakeAbove: 1, number, miners: asked },
        ])
        const lab = weightsOf({ chain, lab: adderLab }, validator, scored!.entries)
        const engine = await twin.round(validator, number, keyOf(seed, 'secret', validator, number))
        expect(lab).toEqual(engine)
        const [error, refusal] = submit(validator, { ...engine, versionKey: 0n })
        expect(refusal).toBe(error)
      }
      devnet.mineUntilEpoch(netuid)
      runEpoch(chain)
      expect(played(chain)).toEqual(seen(devnet))
    }
    // The best is paid best, the silent one not at all.
    const paid = new Map(chain.neurons.map(({ hotkey, incentive }) => [hotkey, incentive]))
    expect(paid.get(hot('//Eve'))).toBeGreaterThan(paid.get(hot('//One'))!)
    expect(paid.get(hot('//Three'))).toBeLessThan(paid.get(hot('//One'))!)
  } finally {
    await twin.close()
    await devnet.close()
  }
})
