import { type ChainClient, connectChain, readHead } from '@subnetkit/chain'
import type { ChainWatch } from './ports.js'

/** Time for one look at the chain, in ms. */
const deadlineMs = 5_000

/** Looks at the chain without the validator, through endpoints of the same networks; connects at the first look. */
export function watchChain(network: readonly string[]): ChainWatch {
  let client: Promise<ChainClient> | null = null
  const close = async () => {
    const closing = client
    client = null
    await closing?.then((connected) => connected.close()).catch(() => {})
  }
  return {
    async head() {
      try {
        client ??= connectChain({ network: [...network], deadlineMs })
        return (await readHead(await client)).number
      } catch {
        await close()
        return null
      }
    },
    close,
  }
}
