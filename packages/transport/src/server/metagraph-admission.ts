import { callback, flag, netuid as netuidField, optionsOf, parseOptions, rao } from '@subnetkit/base'
import type { Metagraph, Neuron } from '@subnetkit/chain'
import { transportError } from '../errors/transport-error.js'
import type { Admission } from './admission.js'

/** Options of {@link metagraphAdmission}. */
export interface MetagraphAdmissionOptions {
  readonly netuid: number
  /** Returns the latest metagraph, or null before the first sync: then no caller is known. */
  readonly metagraph: () => Metagraph | null
  /**
   * Stake that a caller without a validator permit may show instead, in rao; null accepts the permit alone.
   * @default null
   */
  readonly minStake?: bigint | null | undefined
  /**
   * Requires a validator permit (or `minStake`) of callers. When false, `minStake` still applies if given.
   * @default true
   */
  readonly requirePermit?: boolean | undefined
}

const metagraphAdmissionOptions = optionsOf({
  netuid: netuidField(),
  metagraph: callback<() => Metagraph | null>(),
  minStake: rao().nullable().default(null),
  requirePermit: flag().default(true),
})

/**
 * Admits the validators of a subnet: registered, and with a permit or enough stake. Throws CALLER_UNKNOWN and
 * CALLER_WITHOUT_PERMIT. The priority of a caller is its stake.
 */
export function metagraphAdmission(options: MetagraphAdmissionOptions): Admission {
  const parsed = parseOptions(metagraphAdmissionOptions, options, 'metagraphAdmission')
  const { netuid, metagraph, minStake, requirePermit } = parsed
  let indexed: Metagraph | null = null
  let byHotkey: ReadonlyMap<string, Neuron> = new Map()

  function neuronOf(hotkey: string): Neuron | undefined {
    const latest = metagraph()
    if (latest !== indexed) {
      indexed = latest
      byHotkey = new Map(latest?.neurons.map((neuron) => [neuron.hotkey, neuron]))
    }
    return byHotkey.get(hotkey)
  }

  return {
    check(hotkey) {
      const neuron = neuronOf(hotkey)
      if (!neuron) throw transportError('CALLER_UNKNOWN', { hotkey, netuid })
      if (requirePermit && neuron.validatorPermit) return
      if (minStake === null ? !requirePermit : neuron.stake >= minStake) return
      throw transportError('CALLER_WITHOUT_PERMIT', {
        hotkey,
        netuid,
        stake: neuron.stake,
        minStake: minStake ?? 'a permit',
      })
    },
    priority: (hotkey) => Number(neuronOf(hotkey)?.stake ?? 0n) / 1e9,
    unready: () => (metagraph() === null ? 'metagraph' : null),
  }
}
