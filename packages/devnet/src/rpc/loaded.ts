import { loadWasm } from '../codec/wasm.js'
import type { RpcMethod } from './session/method.js'

type Methods = ReadonlyMap<string, RpcMethod>

let loaded: Methods | undefined
let loading: Promise<void> | undefined

/**
 * Loads what clients need: the methods and the wasm; once, however often it is called. A chain that is only called by its own
 * process starts without them.
 */
export function loadForClients(): Promise<void> {
  loading ??= load()
  return loading
}

async function load(): Promise<void> {
  const [{ rpcMethods }] = await Promise.all([import('./methods.js'), loadWasm()])
  loaded = rpcMethods
}

/** The methods; throws before {@link loadForClients} is done. */
export function needMethods(): Methods {
  if (!loaded) throw new Error('loadForClients() has to be awaited first')
  return loaded
}
