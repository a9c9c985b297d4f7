import { callback, integer, optionsOf, text } from '@subnetkit/base'
import { z } from 'zod'
import type { ForkProgress } from './forked.js'
import type { ForkBlock } from './pinned.js'

/** Subnet of another chain to go on from. */
export interface ForkOptions {
  /** `ws://` or `wss://` address of a node of the chain, which is only read. */
  readonly endpoint: string
  readonly netuid: number
  /**
   * Final block to fork at: its number, its hash, or `latest`.
   * @default the newest of the subnet that the cache has from this endpoint, otherwise 'latest'
   */
  readonly block?: number | string | undefined
  /**
   * Folder of the cache: a subnet that was read is kept there, and read from there the next time, also without the endpoint.
   * @default none: it is read each time
   */
  readonly cache?: string | undefined
  /** Listens to progress. @default none */
  readonly onProgress?: ((progress: ForkProgress) => void) | undefined
}

const notEndpoint = 'a ws:// or wss:// address'

const endpoint = text(notEndpoint).refine((given) => {
  const protocol = URL.canParse(given) ? new URL(given).protocol : ''
  return protocol === 'ws:' || protocol === 'wss:'
}, notEndpoint)

const block = z.union([integer(1), z.literal('latest'), z.string().regex(/^0x[0-9a-f]{64}$/)], {
  error: "a block number from 1, a hash (0x and 64 lower-case hex digits), or 'latest'",
})

export const forkOption = optionsOf({
  endpoint,
  netuid: integer(1, 0xffff),
  block: block.optional(),
  cache: text('the path of a folder').optional(),
  onProgress: callback<NonNullable<ForkOptions['onProgress']>>().optional(),
})

/** Options of a fork once they are parsed. */
export type ForkSettings = z.output<typeof forkOption> & { readonly block?: ForkBlock | undefined }
