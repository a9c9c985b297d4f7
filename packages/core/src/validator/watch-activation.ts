import { type ActivatedVersion, versionAt } from '../commitment/activation.js'
import { coreError } from '../errors.js'
import type { Store } from '../store/store.js'
import { type NamedVersions, scoringVersions } from '../subnet/subnet-at.js'
import type { ValidatorChain } from './chain-port.js'
import { troubleOf } from './emit.js'
import type { ValidatorEvent } from './events.js'

/** Follows the version that the subnet's owner has activated. */
export interface ActivationWatch {
  /**
   * Version that scores a round: the activated one, or the one before it where this validator lacks that. Looks at the chain at
   * most once a round; what was seen last holds while the chain cannot be read.
   */
  versionOf(round: number): Promise<string>
}

interface WatchOptions {
  readonly subnet: NamedVersions
  /** SHA-256 of the package that the subnet runs from, hex; null if it is unknown, as that of sources is. */
  readonly packageHash: string | null
  readonly netuid: number
  readonly chain: Pick<ValidatorChain, 'activation'>
  readonly store: Pick<Store, 'keepActivation' | 'keptActivation'>
  readonly emit: (event: ValidatorEvent) => void
}

export function watchActivation(options: WatchOptions): ActivationWatch {
  const { subnet, packageHash, netuid, chain, store, emit } = options
  const versions = scoringVersions(subnet)
  let known: ActivatedVersion | null | undefined
  let seenFor = -1
  /** Activation that this validator lacks, as it was reported. */
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

  function report(activation: ActivatedVersion | null): void {
    const isBehind = activation !== null && !hasPackage(activation)
    const next = isBehind ? `${activation.version} ${activation.block} ${activation.hash}` : null
    if (next === lacking) return
    if (lacking !== null) emit({ kind: 'trouble-over', code: 'ACTIVATION_BEHIND' })
    lacking = next
    if (!isBehind) return
    const { version, block, hash } = activation
    const runs = `${subnet.name} v${versions.join(' and v')}`
    const own = packageHash === null ? runs : `${runs} of the package sha256:${packageHash}`
    const scoring = scoringOf(activation, block)
    const behind = coreError('ACTIVATION_BEHIND', { version, block, hash, own, scoring })
    emit({ ...troubleOf(behind), lasting: true, block })
  }

  /** True if the version runs here from the package of the activation, or from the newest one of the owner. */
  function hasPackage({ version, hash, release }: ActivatedVersion): boolean {
    return versions.includes(version) && [null, hash, release].includes(packageHash)
  }

  /** A next version of another package may be another scoring under the same number; the present one runs already. */
  const canScoreBy = (activation: ActivatedVersion, version: string) =>
    versions.includes(version) &&
    (version !== activation.version || version === versions[0] || hasPackage(activation))

  function scoringOf(activation: ActivatedVersion | null, round: number): string {
    const own = String(subnet.version)
    if (activation === null) return own
    const wanted = [versionAt(activation, round), activation.before]
    return wanted.find((one) => one !== null && canScoreBy(activation, one)) ?? own
  }

  return {
    async versionOf(round) {
      await look(round)
      const activation = known ?? null
      report(activation)
      return scoringOf(activation, round)
    },
  }
}
