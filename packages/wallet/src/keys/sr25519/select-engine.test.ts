import { isSubnetError } from '@subnetkit/base'
import { expect, it } from 'vitest'
import { codeOf } from '../../testing/code-of.js'
import { createFastEngine } from './fast-engine.js'
import { loadNative } from './native-engine.js'
import { type EngineLoaders, selectEngine } from './select-engine.js'
import { wasmEngine } from './wasm-engine.js'

const missing = () => {
  throw new Error('Cannot find module')
}
const loaders: EngineLoaders = { native: missing, fast: () => createFastEngine(), wasm: () => wasmEngine }
const addon = {
  verify: (publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array) =>
    wasmEngine.verify(message, signature, publicKey),
  sign: (secretKey: Uint8Array, publicKey: Uint8Array, message: Uint8Array) =>
    wasmEngine.sign(publicKey, secretKey, message),
}

it('takes the fastest engine that is there', () => {
  expect(selectEngine(undefined, { ...loaders, native: () => loadNative(() => addon) }).name).toBe('native')
  expect(selectEngine(undefined, loaders).name).toBe('fast')
  expect(selectEngine('', { ...loaders, fast: missing }).name).toBe('wasm')
})

it('takes the engine that is named', () => {
  expect(selectEngine('wasm').name).toBe('wasm')
  expect(selectEngine('fast').name).toBe('fast')
  expect(selectEngine('native', { ...loaders, native: () => loadNative(() => addon) }).name).toBe('native')
})

it.each(['quick', 'WASM', 'constructor'])('refuses the unknown engine %s', async (name) => {
  expect(await codeOf(() => selectEngine(name))).toBe('SIGNATURE_ENGINE_UNKNOWN')
})

it('names the engine that is not available, and why', () => {
  try {
    selectEngine('native', loaders)
    expect.unreachable()
  } catch (error) {
    expect(isSubnetError(error, 'SIGNATURE_ENGINE_UNAVAILABLE')).toBe(true)
    expect(String(error)).toContain('Cannot find module')
  }
})

it.each([
  ['exports nothing', {}],
  ['accepts everything', { ...addon, verify: () => true }],
  ['refuses everything', { ...addon, verify: () => false }],
  ['signs for another context', { ...addon, sign: () => new Uint8Array(64).fill(0x81) }],
])('does not use an addon that %s', async (_, exports) => {
  const native = () => loadNative(() => exports)
  expect(selectEngine(undefined, { ...loaders, native }).name).toBe('fast')
  expect(await codeOf(() => selectEngine('native', { ...loaders, native }))).toBe(
    'SIGNATURE_ENGINE_UNAVAILABLE',
  )
})
