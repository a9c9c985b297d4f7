import { type ChainClient, connectChain } from '../connection/connect-chain.js'
import type { ChainOptions } from '../connection/options.js'
import { pinChain } from './pinned-chain.js'
import { type SignerServer, type SignerServerOptions, serveSigner } from './serve-signer.js'

/** What {@link runSigner} takes: the signer's own way to the chain, and what it serves. */
export interface RunSignerOptions extends Omit<SignerServerOptions, 'chain'> {
  /** Where the signer learns what it signs for; not what its clients use, though it may be the same node. */
  readonly chain: ChainOptions
}

/**
 * Everything that a signer process does: connects to the chain by itself, pins it, and serves the key until it is
 * closed. Throws what {@link connectChain} and {@link serveSigner} throw.
 */
export async function runSigner(options: RunSignerOptions): Promise<SignerServer> {
  const client: ChainClient = await connectChain(options.chain)
  try {
    const server = await serveSigner({ ...options, chain: pinChain(client) })
    const close = async () => {
      await server.close()
      await client.close()
    }
    return { ...server, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await client.close()
    throw error
  }
}
