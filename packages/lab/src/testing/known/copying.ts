import { createRandom } from '@subnetkit/core'
import { type Chain, openChain } from '../../chain/chain.js'
import { newNeuron } from '../../chain/neuron.js'
import { runEpoch, step } from '../../chain/run-epoch.js'
import { setWeights } from '../../chain/set-weights.js'
import { type ChainSettings, parseRules } from '../../chain/settings.js'
import { publicNeurons } from '../../play/submit-weights.js'
import { meanOf } from '../../report/statistics.js'
import { weightCopier } from '../../validators/copier.js'

/** A field of miners whose quality moves, and honest validators that see it: one more validator copies their weights. */
export interface Field {
  readonly about: string
  /** Alpha of the honest validators, and of the copier. */
  readonly honest: readonly number[]
  readonly copier: number
  readonly miners: number
  readonly epochs: number
  /** Weights that an honest validator gives, for its view of the miners in an epoch. */
  view(validator: number, epoch: number): readonly number[]
}

/** The neurons of the chain's own bond scenarios (8 : 1 : 1, two servers), whose better server changes every eighth epoch. */
export const switching: Field = {
  about: 'stakes 8 : 1 : 1, the better of two miners changes every 8 epochs',
  ...{ honest: [8, 1], copier: 1, miners: 2, epochs: 160 },
  view: (_, epoch) => (Math.floor(epoch / 8) % 2 === 0 ? [65_535, 0] : [0, 65_535]),
}

/** Miners whose quality drifts, seen with an error of a tenth: no honest validator sees the consensus itself. */
export function drifting(seed: number): Field {
  const random = createRandom(new Uint8Array(32).fill(seed))
  const epochs = 120
  const between = (low: number, high: number) => low + (random.int(0, 1_000_000) / 1_000_000) * (high - low)
  const quality: number[][] = []
  for (let epoch = 0; epoch < epochs; epoch++) {
    const last = quality[epoch - 1] ?? Array.from({ length: 12 }, () => between(0.2, 1))
    quality.push(last.map((one) => Math.min(1, Math.max(0.05, one + between(-0.15, 0.15)))))
  }
  const errors = quality.map((of) => Array.from({ length: 5 }, () => of.map(() => between(0.9, 1.1))))
  return {
    about:
      '5 honest validators and the copier of the same stake, 12 miners whose quality drifts, seen with 10 % of error',
    ...{ honest: [1, 1, 1, 1, 1], copier: 1, miners: 12, epochs },
    view: (validator, epoch) =>
      quality[epoch]!.map((one, miner) =>
        Math.min(65_535, Math.round(one * errors[epoch]![validator]![miner]! * 50_000)),
      ),
  }
}

/** Pay of a copier beside honest validators. */
export interface CopierPay {
  /** Dividends for its stake, where those of the honest validators together are 1. */
  readonly ratio: number
  /** Mean validator trust over the second half, 0 to 1. */
  readonly trust: number
  readonly honestTrust: number
}

/** Plays a field with a copier that is `lag` epochs late on the lab's chain; its first half is not counted. */
export function playCopying(field: Field, lag: number, changes: ChainSettings = {}): CopierPay {
  const chain = chainOf(field, changes)
  const first = field.honest.length
  const uids = Array.from({ length: field.miners }, (_, miner) => first + 1 + miner)
  const memory = new Map<string, unknown>()
  const { weights } = weightCopier({ lag })
  const shares: number[][] = []
  const trusts: number[][] = []
  for (let epoch = 0; epoch < field.epochs; epoch++) {
    step(chain)
    for (const at of field.honest.keys()) {
      setWeights(chain, `v${at}`, { uids, values: field.view(at, epoch), versionKey: 0n })
    }
    const view = { own: { uids: [], values: [] }, neurons: publicNeurons(chain), versionKey: 0n, memory }
    const copied = weights({ ...view, hotkey: `v${first}`, epoch })
    if (copied !== null) setWeights(chain, `v${first}`, { ...copied, versionKey: 0n })
    runEpoch(chain)
    if (epoch < field.epochs / 2) continue
    shares.push(chain.neurons.map(({ dividends }) => dividends / 65_535))
    trusts.push(chain.neurons.map(({ validatorTrust }) => validatorTrust / 65_535))
  }
  const honestOnes = (rows: readonly number[][]) => rows.flatMap((row) => row.slice(0, first))
  const own = (rows: readonly number[][]) => rows.map((row) => row[first]!)
  const perStake = sum(honestOnes(shares)) / sum(field.honest)
  return {
    ratio: sum(own(shares)) / field.copier / perStake,
    trust: meanOf(own(trusts)),
    honestTrust: meanOf(honestOnes(trusts)),
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** A chain whose validators hold permits, and whose stakes do not change. */
function chainOf({ honest, copier, miners }: Field, changes: ChainSettings): Chain {
  const rules = parseRules({
    ...{ tempo: 10, weightsRateLimit: 0, alphaPerBlock: 0n, maxValidators: honest.length + 1 },
    ...changes,
  })
  const chain = openChain(rules, { owner: 'owner', versionKey: 0n, block: 1 })
  for (const [at, stake] of [...honest, copier].entries()) {
    chain.neurons.push({ ...newNeuron(`v${at}`, `of v${at}`, 1), permit: true })
    chain.stakes.set(`v${at}`, BigInt(stake) * 10n ** 12n)
  }
  for (let at = 0; at < miners; at++) chain.neurons.push(newNeuron(`m${at}`, `of m${at}`, 1))
  return chain
}
