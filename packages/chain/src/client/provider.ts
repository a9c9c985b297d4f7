/**
 * A chain that runs in this process, such as `devnet.provider`. Providers of `@polkadot/api` have this form, too.
 */
export interface ChainProvider {
  readonly isConnected: boolean
  connect(): Promise<void>
  disconnect(): Promise<void>
  /** Calls back when the connection begins or ends, until the returned function is called. */
  on(type: 'connected' | 'disconnected', listener: () => void): () => void
  // biome-ignore lint/suspicious/noExplicitAny: answers are anything, and providers name their own type.
  send(method: string, params: unknown[]): Promise<any>
  subscribe(
    type: string,
    method: string,
    params: unknown[],
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    callback: (error: Error | null, result: any) => void,
  ): Promise<number | string>
  unsubscribe(type: string, method: string, id: number | string): Promise<boolean>
}
