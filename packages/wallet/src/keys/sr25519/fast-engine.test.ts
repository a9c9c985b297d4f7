import { createRequire } from 'node:module'
import { expect, it, vi } from 'vitest'
import { sr25519KeypairFromSeed } from '../wasm.js'
import { createFastEngine, maxFailures, type SchnorrkelWasm } from './fast-engine.js'
import { wasmEngine } from './wasm-engine.js'

const pair = sr25519KeypairFromSeed(new Uint8Array(32).fill(3))
const [secretKey, publicKey] = [pair.slice(0, 64), pair.slice(64)]
const message = Uint8Array.of(1, 2, 3)
const signature = wasmEngine.sign(publicKey, secretKey, message)

function trap(): never {
  throw new Error('unreachable')
}
const broken: SchnorrkelWasm = { sr25519_sign: trap, sr25519_verify: trap }

it('replaces a module that trapped, and answers that call with the safe engine', () => {
  const sound: SchnorrkelWasm = { sr25519_sign: () => signature, sr25519_verify: () => false }
  const modules = [broken, sound]
  const engine = createFastEngine(() => modules.shift() ?? trap())
  expect(engine.verify(message, signature, publicKey)).toBe(true)
  expect(modules).toEqual([sound])
  expect(engine.verify(message, signature, publicKey)).toBe(false) // as the second module says
  expect(modules).toEqual([])
})

it('leaves the work to the safe engine when modules keep failing', () => {
  let loads = 0
  const engine = createFastEngine(() => {
    loads++
    return broken
  })
  for (let call = 0; call < maxFailures * 2; call++) {
    const own = engine.sign(publicKey, secretKey, message)
    expect(engine.verify(message, own, publicKey)).toBe(true)
    expect(engine.verify(Uint8Array.of(9), own, publicKey)).toBe(false)
  }
  expect(loads).toBe(maxFailures)
})

it('defect: secrets that are no scalar used up the failures after which the safe engine does the work', () => {
  let traps = 0
  const counting: SchnorrkelWasm = {
    sr25519_verify: () => true,
    sr25519_sign: () => {
      traps++
      return trap()
    },
  }
  const engine = createFastEngine(() => counting)
  for (let call = 0; call < maxFailures * 2; call++)
    expect(() => engine.sign(publicKey, new Uint8Array(64).fill(0xff), message)).toThrow()
  expect(traps).toBe(0)
})

it('loads a module with a memory of its own after a real trap', () => {
  const library = '@polkadot-labs/schnorrkel-wasm'
  const panics = vi.spyOn(console, 'error').mockImplementation(() => {})
  const first = createRequire(import.meta.url)(library) as SchnorrkelWasm
  expect(() => first.sr25519_verify(new Uint8Array(32).fill(0xff), message, signature)).toThrow()
  expect(panics).toHaveBeenCalled()
  panics.mockRestore()
  const engine = createFastEngine()
  expect(createRequire(import.meta.url)(library)).not.toBe(first)
  expect(engine.verify(message, signature, publicKey)).toBe(true)
})
