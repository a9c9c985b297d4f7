import { type Families, mechanismsOf, type Protocol, type Subnet } from '@subnetkit/core'
import type { ValidatorChain } from '@subnetkit/core/validator'
import type { Log } from '../log/log.js'
import { invalid } from '../neuron/options.js'

interface Choice {
  /** Name of the function, for errors. */
  readonly caller: string
  readonly netuid: number
  readonly mechanism: number | undefined
  readonly chain: ValidatorChain
  readonly log: Log
}

/**
 * Returns the mechanisms to run: the one that is given, or all of the definition. Throws CONFIG_INVALID if the definition
 * has more than the chain, and warns if it has fewer: this process sets no weights for those.
 */
export async function chooseMechanisms<P extends Protocol, F extends Families<P>>(
  subnet: Subnet<P, F>,
  { caller, netuid, mechanism, chain, log }: Choice,
): Promise<readonly number[]> {
  if (mechanism !== undefined) return [mechanism]
  const defined = mechanismsOf(subnet)
  const { mechanismCount: count } = await chain.weights({ netuid, mechanism: 0 }).state()
  const isAre = (number: number) => `${number} mechanism${number === 1 ? '' : 's'}`
  if (defined.length > count) {
    const detail = `the definition of ${subnet.name} has ${isAre(defined.length)}, and subnet ${netuid} has ${isAre(count)} on chain`
    const fix = `Give one mechanism from 0 to ${count - 1}, or have the owner set mechanismCount to ${defined.length}.`
    throw invalid(`${caller} mechanism`, detail, fix)
  }
  if (defined.length < count) {
    const message = `subnet ${netuid} has ${isAre(count)} on chain, and the definition of ${subnet.name} has ${isAre(defined.length)}: no weights are set for the others`
    log.write('warn', { event: 'mechanisms-missing', message })
  }
  return defined
}
