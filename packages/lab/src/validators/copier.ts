import type { WeightsByUid } from '@subnetkit/core/engine'
import { defineValidator, type PublicNeuron, type ValidatorAgent } from './validator-agent.js'

/** Sets the mean of the weights that others have revealed, `lag` epochs late, and asks no miner. */
export const weightCopier = ({ lag = 0 } = {}): ValidatorAgent =>
  defineValidator({
    name: lag === 0 ? 'weight-copier' : `weight-copier-lag-${lag}`,
    about: `asks nobody and copies the weights on chain${lag === 0 ? '' : `, ${lag} epochs late`}`,
    scores: false,
    weights({ neurons, hotkey, memory, epoch }) {
      memory.set(`seen/${epoch}`, meanOf(neurons.filter((neuron) => neuron.hotkey !== hotkey)))
      memory.delete(`seen/${epoch - lag - 1}`)
      const copied = memory.get(`seen/${epoch - lag}`) as WeightsByUid | undefined
      return copied === undefined || copied.uids.length === 0 ? null : copied
    },
  })

/** Weights of validators, weighted by their stake. */
function meanOf(neurons: readonly PublicNeuron[]): WeightsByUid {
  const sums = new Map<number, number>()
  for (const { weights, stake, permit } of neurons) {
    if (!permit) continue
    const total = weights.reduce((sum, [, value]) => sum + value, 0)
    if (total === 0) continue
    for (const [uid, value] of weights) {
      sums.set(uid, (sums.get(uid) ?? 0) + (value / total) * Number(stake))
    }
  }
  const most = Math.max(...sums.values())
  const scaled = [...sums]
    .toSorted(([one], [other]) => one - other)
    .map(([uid, sum]) => [uid, Math.round((sum / most) * 65_535)] as const)
    .filter(([, value]) => value > 0)
  return { uids: scaled.map(([uid]) => uid), values: scaled.map(([, value]) => value) }
}
