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
  ): Promise<{ readonly kind: string; readonly output?: unknown; readonly reason?: string }>
}

/** Miners that files go to and come from. */
export interface Network {
  readonly hosts: readonly Host[]
  /** Last reason why a miner gave no answer, by its hotkey. Such a miner is asked last: each may cost a whole deadline. */
  readonly failures: ReadonlyMap<string, string>
  /** Returns the answer of a miner; undefined if it gives none. Throws the reason of the signal once that is aborted. */
  ask<Output>(
    hotkey: string,
    synapse: keyof StorageProtocol & string,
    input: unknown,
  ): Promise<Output | undefined>
  /** The same miners without the signal: what cleans up runs after Ctrl-C. */
  readonly unstoppable: Pick<Network, 'ask'>
}

/** Puts hosts and a client together. */
export function createNetwork(hosts: readonly Host[], client: StorageClient, signal?: AbortSignal): Network {
  const byHotkey = new Map(hosts.map((host) => [host.hotkey, host]))
  const failures = new Map<string, string>()
  const asking = (signal?: AbortSignal): Pick<Network, 'ask'> => ({
    async ask<Output>(hotkey: string, synapse: keyof StorageProtocol & string, input: unknown) {
      signal?.throwIfAborted()
      const host = byHotkey.get(hotkey)
      if (!host) {
        failures.set(hotkey, 'it is not in the subnet, or has published no address')
        return undefined
      }
      const result = await client.query(host, synapse, input as never, { signal })
      signal?.throwIfAborted()
      if (result.kind === 'ok') failures.delete(hotkey)
      else failures.set(hotkey, result.reason ?? result.kind)
      return result.kind === 'ok' ? (result.output as Output) : undefined
    },
  })
  return { hosts, failures, ...asking(signal), unstoppable: asking() }
}

/** Names miners and why they gave no answer, at most four of them: for people. */
export function describeFailures({ failures }: Network, hotkeys: Iterable<string>): string {
  const reasons = [...new Set(hotkeys)].flatMap((hotkey) => {
    const reason = failures.get(hotkey)
    return reason === undefined ? [] : [`${hotkey}: ${reason}`]
  })
  const more = reasons.length > 4 ? `; and ${reasons.length - 4} more` : ''
  return reasons.length === 0 ? 'all that were asked answered' : `${reasons.slice(0, 4).join('; ')}${more}`
}
