/** Only reads are retried: anything sent before a connection was lost may have taken effect. */
const reads = /^(chain|state|childstate|system|payment|rpc|account|delegateInfo|neuronInfo|subnetInfo|swap)_/

/** True when asking again after a lost connection can do no harm. */
export function isRead(method: string): boolean {
  return reads.test(method) || method === 'author_pendingExtrinsics'
}

/** Position of the block parameter in methods whose bytes change their meaning with an upgrade. */
const blockPlaces: Readonly<Record<string, number>> = {
  state_call: 2,
  state_getStorage: 1,
  state_getStorageAt: 1,
  state_queryStorageAt: 1,
}

/** True for methods whose bytes are encoded and decoded by the runtime of the newest block. */
export function dependsOnRuntime(method: string, params: readonly unknown[]): boolean {
  const place = blockPlaces[method]
  return place !== undefined && (params[place] ?? null) === null
}

/**
 * True for a refusal that asks for patience: nothing was done. Nodes and the proxies before them have no common code
 * for it.
 */
export function saysBusy(code: number, words: string): boolean {
  // Codes of the transaction pool, whose messages may mention limits of the chain.
  if (code >= 1_000 && code < 2_000) return false
  return code === 429 || code === -32_005 || code === -32_029 || /too many requests|rate limit/i.test(words)
}

/** Method that ends the subscription started by `method`. */
export function unsubscribeName(method: string): string {
  if (method === 'author_submitAndWatchExtrinsic') return 'author_unwatchExtrinsic'
  return method.replace('_subscribe', '_unsubscribe')
}
