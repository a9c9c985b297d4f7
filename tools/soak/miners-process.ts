import { connectChain } from '@subnetkit/chain'
import { createActors } from '../demo/actors.js'
import { startMiners } from '../demo/miners.js'
import { optionsOfParent, serveParent } from './apart.js'
import { plays } from './plays.js'

/** Options of the process with the miners of a soak. */
export interface MinersOptions {
  readonly subnet: string
  readonly seed: string
  readonly network: string
  readonly netuid: number
  readonly folder: string
}

const { subnet, seed, network, netuid, folder } = optionsOfParent<MinersOptions>()
const played = await plays[subnet]!()
const actors = createActors(seed, Object.keys(played.miners))
await using client = await connectChain({ endpoint: network })
await using _ = await startMiners(played, client, netuid, actors, folder)
await serveParent({}, () => 0)
