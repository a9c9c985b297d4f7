import { reasonOf } from '@subnetkit/base'
import { walletError } from '../../errors.js'
import { sr25519KeypairFromSeed } from '../wasm.js'
import type { Sr25519Engine, Sr25519EngineName } from './engine.js'
import { createFastEngine } from './fast-engine.js'
import { loadNative } from './native-engine.js'
import { wasmEngine } from './wasm-engine.js'

/** Loads one engine; throws if it is not available. */
export type EngineLoaders = Readonly<Record<Sr25519EngineName, () => Sr25519Engine>>

/** Fastest first. */
const loaders: EngineLoaders = {
  native: () => loadNative(),
  fast: () => createFastEngine(),
  wasm: () => wasmEngine,
}

let selected: Sr25519Engine | undefined

/**
 * The engine of this process, chosen on first use. Throws SIGNATURE_ENGINE_UNKNOWN and SIGNATURE_ENGINE_UNAVAILABLE for what
 * `SUBNETKIT_SR25519` names; without it the fastest that works is taken.
 */
export function sr25519Engine(): Sr25519Engine {
  selected ??= selectEngine(process.env.SUBNETKIT_SR25519)
  return selected
}

/** As {@link sr25519Engine}, for one value of the variable. */
export function selectEngine(name: string | undefined, available: EngineLoaders = loaders): Sr25519Engine {
  if (name) return requireEngine(name, available)
  for (const load of [available.native, available.fast]) {
    try {
      return proven(load())
    } catch {
      // Not installed, or no binary for this platform: the next one needs less.
    }
  }
  return available.wasm()
}

function requireEngine(name: string, available: EngineLoaders): Sr25519Engine {
  if (!isEngineName(name)) throw walletError('SIGNATURE_ENGINE_UNKNOWN', { name })
  try {
    return proven(available[name]())
  } catch (error) {
    throw walletError('SIGNATURE_ENGINE_UNAVAILABLE', { name, detail: reasonOf(error) }, { cause: error })
  }
}

const isEngineName = (name: string): name is Sr25519EngineName => Object.hasOwn(loaders, name)

/** An engine that disagrees with the safe one is not used, whichever way it was built. */
function proven(engine: Sr25519Engine): Sr25519Engine {
  const pair = sr25519KeypairFromSeed(new Uint8Array(32).fill(1))
  const [secretKey, publicKey] = [pair.slice(0, 64), pair.slice(64)]
  const [message, other] = [Uint8Array.of(1), Uint8Array.of(2)]
  const signatures = [wasmEngine, engine].map(({ sign }) => sign(publicKey, secretKey, message))
  const agrees = signatures.every(
    (signature) =>
      wasmEngine.verify(message, signature, publicKey) &&
      engine.verify(message, signature, publicKey) &&
      !engine.verify(other, signature, publicKey),
  )
  if (!agrees) throw new Error('it disagrees with @polkadot/wasm-crypto')
  return engine
}
