import { type VersionActivation, versionAt } from '../commitment/activation.js'
import { coreError } from '../errors.js'
import type { Store } from '../store/store.js'
import { type NamedVersions, scoringVersions } from '../subnet/subnet-at.js'
import type { ValidatorChain } from './chain-port.js'
import { troubleOf } from './emit.js'
import type { ValidatorEvent } from './events.js'

/** Follows the version that the subnet's owner has activated. */
export interface ActivationWatch {
  /**
   * Version that scores a round: the activated one, or the one before it where the definition lacks that. Looks at the chain at
   * most once a round; what was seen last holds while the chain cannot be read.
   */
  versionOf(round: number): Promise<string>
}

interface WatchOptions {
  readonly subnet: NamedVersions
  readonly netuid: number
  readonly chain: Pick<ValidatorChain, 'activation'>
  readonly store: Pick<Store, 'keepActivation' | 'keptActivation'>
  readonly emit: (event: ValidatorEvent) => void
}

export function watchActivation({ subnet, netuid, chain, store, emit }: WatchOptions): ActivationWatch {
  const versions = scoringVersions(subnet)
  let known: VersionActivation | null | undefined
  let seenFor = -1
  /** Activation that the definition lacks, as it was reported. */
  let lacking: string | null = null

  async function look(round: number): Promise<void> {
    known ??= await store.keptActivation()
    if (chain.activation === undefined || seenFor === round) return
    try {
      const found = await chain.activation(netuid)
      if (found !== null && JSON.stringify(found) !== JSON.stringify(known)) {
        await store.keepActivation(found)
        known = found
      }
      seenFor = round
    } catch (error) {
      emit(troubleOf(error))
    }
  }

  function report(activation: VersionActivation | null): void {
    const isBehind = activation !== null && !versions.includes(activation.version)
    const next = isBehind ? `${activation.version} ${activation.block}` : null
    if (next === lacking) return
    if (lacking !== null) emit({ kind: 'trouble-over', code: 'ACTIVATION_BEHIND' })
    lacking = next
    if (!isBehind) return
    const { version, block, hash } = activation
    const own = `${subnet.name} v${versions.join(' and v')}`
    const behind = coreError('ACTIVATION_BEHIND', { version, block, own, hash })
    emit({ ...troubleOf(behind), lasting: true })
  }

  return {
    async versionOf(round) {
      await look(round)
      const activation = known ?? null
      report(activation)
      const wanted = [versionAt(activation, round), activation?.before ?? null]
      return wanted.find((one) => one !== null && versions.includes(one)) ?? String(subnet.version)
    },
  }
}
