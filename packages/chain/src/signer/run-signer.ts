import { type ChainClient, connectChain } from '../connection/connect-chain.js'
import type { ChainOptions } from '../connection/options.js'
import { pinChain } from './pinned-chain.js'
import { type SignerServer, type SignerServerOptions, serveSigner } from './serve-signer.js'
import { subnetReceivers } from './subnet-receivers.js'

/** Options of {@link runSigner}: the signer's own connection to the chain, and its socket. */
export interface RunSignerOptions extends Omit<SignerServerOptions, 'chain'> {
  /** Network that the signer signs for; it does not use its clients' connection, though the node may be the same. */
  readonly chain: ChainOptions
  /** Subnet whose hotkeys the requests that it signs may be addressed to. @default any hotkey */
  readonly netuid?: number | undefined
}

/**
 * Everything that a signer process does: connects to the chain by itself, pins it, and serves the key until it is
 * closed. Throws what {@link connectChain} and {@link serveSigner} throw.
 */
export async function runSigner(options: RunSignerOptions): Promise<SignerServer> {
  const client: ChainClient = await connectChain(options.chain)
  try {
    const { netuid, ...rest } = options
    const receivers = netuid === undefined ? undefined : subnetReceivers(client, { netuid })
    const messages = rest.messages && { receivers, ...rest.messages }
    const server = await serveSigner({ ...rest, messages, chain: pinChain(client) })
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
