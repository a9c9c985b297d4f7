import { roundText } from '../../records/round-root.js'
import { recordsOf, type Sealer, sealOf } from '../../records/seal-round.js'
import type { CoordinatorContext } from '../context.js'
import { troubleOf } from '../emit.js'

/** Context that sealing needs. */
export type SealContext = Pick<
  CoordinatorContext,
  'store' | 'netuid' | 'mechanism' | 'hotkey' | 'packageHash' | 'emit'
> & {
  readonly subnet: Pick<CoordinatorContext['subnet'], 'name'>
  readonly chain: Pick<CoordinatorContext['chain'], 'genesisHash' | 'signRound'>
}

/**
 * Seals the rounds that are folded and have no seal: fixes the root over their records, and signs it. A step that was interrupted is
 * repeated with the next round. Rounds without records have none. Never throws: rounds go on without seals.
 */
export async function sealRounds(context: SealContext): Promise<void> {
  try {
    await seal(context)
  } catch (error) {
    // A score does not depend on it, and the next round seals this one as well.
    context.emit(troubleOf(error))
  }
}

async function seal(context: SealContext): Promise<void> {
  const { store, chain, netuid, mechanism, hotkey: validator } = context
  for (const folded of await store.foldedRounds({ without: 'seal' })) {
    const { number, version } = folded.round
    const sealer: Sealer = {
      ...{ genesis: chain.genesisHash, netuid, mechanism, validator },
      checker: { subnet: context.subnet.name, version, package: context.packageHash },
    }
    const seal = sealOf(recordsOf(folded, sealer, await store.bareReceipts(number)), sealer)
    if (seal === null) continue
    const signature = (await chain.signRound?.(roundText(seal))) ?? null
    const hex = signature && `0x${Buffer.from(signature).toString('hex')}`
    await store.seal(number, { ...seal, signature: hex })
  }
}
