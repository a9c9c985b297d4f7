import { type ChainClient, connectChain } from '@subnetkit/chain'
import { createDevnet } from '@subnetkit/devnet'
import type { VectorKind } from './kind.js'

/** A kind whose cases need the metadata of a runtime: that of a devnet in this process, closed when they are done. */
export function runtimeKind(fileName: RegExp, kindOf: (client: ChainClient) => VectorKind): VectorKind {
  return {
    fileName,
    async run(file, text) {
      await using devnet = await createDevnet({ blockTime: 'manual' })
      await using client = await connectChain({ provider: devnet.provider })
      return [...(await kindOf(client).run(file, text))]
    },
  }
}
