import type { StorageProtocol } from '../protocol.js'

/** Miner with its address. */
export interface Host {
  readonly hotkey: string
  readonly host: string
  readonly port: number
}

/** The part of a client that the commands need; `createMinerClient` makes one. */
export interface StorageClient {
  query<Name extends keyof StorageProtocol & string>(
    endpoint: Host,
    synapse: Name,
    input: never,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<{ readonly kind: string; readonly output?: unknown }>
}

/** Miners that files go to and come from. */
export interface Network {
  readonly hosts: readonly Host[]
  /** Returns the answer of a miner; undefined if it gives none. */
  ask<Output>(
    hotkey: string,
    synapse: keyof StorageProtocol & string,
    input: unknown,
  ): Promise<Output | undefined>
}

/** Puts hosts and a client together. */
export function createNetwork(hosts: readonly Host[], client: StorageClient, signal?: AbortSignal): Network {
  const byHotkey = new Map(hosts.map((host) => [host.hotkey, host]))
  return {
    hosts,
    async ask<Output>(hotkey: string, synapse: keyof StorageProtocol & string, input: unknown) {
      signal?.throwIfAborted()
      const host = byHotkey.get(hotkey)
      if (!host) return undefined
      const result = await client.query(host, synapse, input as never, { signal })
      signal?.throwIfAborted()
      return result.kind === 'ok' ? (result.output as Output) : undefined
    },
  }
}
