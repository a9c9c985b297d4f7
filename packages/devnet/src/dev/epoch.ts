import type { Block } from '../chain/block.js'
import type { Chain } from '../chain/chain.js'
import { DevnetError } from './error.js'

/** More blocks than the longest tempo (u16) and the longest pause together: then something keeps it from coming. */
const MOST_BLOCKS = 131_072

/** Makes blocks until one has run an epoch of the subnet, and gives that one. NO_EPOCH where none can come. */
export function mineUntilEpoch(chain: Chain, netuid: number): Block {
  requireEpochs(chain, netuid)
  const epochs = () => chain.state.SubtensorModule.SubnetEpochIndex.get(netuid)
  const before = epochs()
  for (let made = 0; made < MOST_BLOCKS; made++) {
    const block = chain.mine()
    // The subnet's own state says so; its tempo may have been changed by an extrinsic on the way.
    if (epochs() > before) return block
    requireEpochs(chain, netuid)
  }
  throw new DevnetError('NO_EPOCH', `subnet ${netuid} has had no epoch in ${MOST_BLOCKS} blocks`)
}

function requireEpochs(chain: Chain, netuid: number): void {
  const { NetworksAdded, Tempo } = chain.state.SubtensorModule
  if (netuid === 0) throw new DevnetError('NO_EPOCH', 'subnet 0 is root, which has no epochs')
  if (!Number.isInteger(netuid) || netuid < 0 || netuid > 0xffff) {
    throw new DevnetError('BAD_NUMBER', `a netuid is a whole number up to 65535, not ${netuid}`)
  }
  if (!NetworksAdded.get(netuid)) throw new DevnetError('NO_EPOCH', `there is no subnet ${netuid}`)
  if (Tempo.get(netuid) === 0) {
    throw new DevnetError('NO_EPOCH', `subnet ${netuid} has tempo 0, so it has no epochs`)
  }
}
