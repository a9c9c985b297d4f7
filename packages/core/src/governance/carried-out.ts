import {
  type BlockRef,
  type ChainClient,
  formatHyperparameter,
  readHyperparameters,
  sameHyperparameter,
} from '@subnetkit/chain'
import { readActivation } from '../commitment/activation.js'
import { readPackageHash } from '../commitment/package-hash.js'
import { type Proposal, proposedValue } from './proposal.js'

/** State of a proposal's change on chain. */
export interface CarriedOut {
  /** True if the chain has what the proposal asks for. */
  readonly done: boolean
  /** Present state, such as `tempo is 360`. */
  readonly present: string
}

/** Compares the chain at a block with a proposal; null for one of a text. Throws SUBNET_UNKNOWN, HYPERPARAMETERS_INVALID. */
export async function readCarriedOut(
  client: ChainClient,
  proposal: Proposal,
  at: BlockRef,
): Promise<CarriedOut | null> {
  const { netuid } = proposal
  switch (proposal.kind) {
    case 'text':
      return null
    case 'hyperparameter': {
      const { name, value } = proposedValue(proposal, `proposal ${proposal.title}`)
      const held = (await readHyperparameters(client, { netuid, at })).values[name]
      const present =
        held === undefined ? `the chain has no ${name}` : `${name} is ${formatHyperparameter(name, held)}`
      return { done: sameHyperparameter(name, held, value), present }
    }
    case 'tasks': {
      const { hash } = await readPackageHash(client, { netuid, at })
      const held = hash === null ? null : Buffer.from(hash).toString('hex')
      const present =
        held === null ? 'the owner has published no package' : `the published package is sha256:${held}`
      return { done: held === proposal.change.package, present }
    }
    case 'rubric': {
      const { activation } = await readActivation(client, { netuid, at })
      if (activation === null) return { done: false, present: 'the owner has activated no version' }
      const { version, hash, block } = activation
      const present = `version ${version} of package sha256:${hash} is activated at block ${block}`
      return { done: version === proposal.change.version && hash === proposal.change.package, present }
    }
  }
}
