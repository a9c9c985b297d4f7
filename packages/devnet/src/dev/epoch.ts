import type { Block } from '../chain/block.js'
import type { Chain } from '../chain/chain.js'
import { devnetError } from './error.js'

/** More blocks than the longest tempo (u16) and the longest pause together: beyond it the epoch will never come. */
const MOST_BLOCKS = 131_072

/** Makes a block a step until one has run an epoch of the subnet, and returns that one. NO_EPOCH where none can come. */
export function* minesUntilEpoch(chain: Chain, netuid: number): Generator<Block, Block> {
  requireEpochs(chain, netuid)
  const epochs = () => chain.state.SubtensorModule.SubnetEpochIndex.get(netuid)
  const before = epochs()
  for (let made = 0; made < MOST_BLOCKS; made++) {
    const block = chain.mine()
    // Read from the subnet's state; an extrinsic may have changed its tempo meanwhile.
    if (epochs() > before) return block
    yield block
    // Others may have made blocks, and changes, since.
    if (epochs() > before) return chain.head
    requireEpochs(chain, netuid)
  }
  throw noEpoch(
    netuid,
    `none came in ${MOST_BLOCKS} blocks`,
    'Check the tempo and the pending epoch of the subnet.',
  )
}

function requireEpochs(chain: Chain, netuid: number): void {
  const { NetworksAdded, Tempo } = chain.state.SubtensorModule
  if (netuid === 0) throw noEpoch(netuid, 'it is root', 'Use the netuid of a subnet, from 1.')
  if (!Number.isInteger(netuid) || netuid < 0 || netuid > 0xffff) {
    throw devnetError('BAD_NUMBER', { what: 'netuid', given: netuid, expected: 'an integer from 0 to 65535' })
  }
  if (!NetworksAdded.get(netuid)) {
    throw noEpoch(netuid, 'there is no such subnet', 'Register the subnet first.')
  }
  if (Tempo.get(netuid) === 0) {
    throw noEpoch(netuid, 'its tempo is 0', 'Set a tempo above 0.')
  }
}

const noEpoch = (netuid: number, detail: string, fix: string) =>
  devnetError('NO_EPOCH', { netuid, detail, fix })
