import { expect, it } from 'vitest'
import { toHex } from './bytes.js'
import { blake2b64, blake2b128, blake2b256, twox64, twox128 } from './hash.js'
import { loadedWasm, loadWasm } from './wasm.js'

it('hashes the same before and after the wasm is loaded', async () => {
  const inputs = [0, 1, 7, 32, 100, 1000].map((length) => new Uint8Array(length).map((_, at) => at * 37))
  const hashAll = () =>
    inputs.map((input) => [blake2b256, blake2b128, twox64, twox128].map((hash) => toHex(hash(input))))
  expect(loadedWasm()).toBeUndefined()
  const inJavaScript = hashAll()
  expect(() => blake2b64(new Uint8Array())).toThrow('loadWasm() has to be awaited first')
  await loadWasm()
  expect(loadedWasm()).toBeDefined()
  expect(hashAll()).toEqual(inJavaScript)
  expect(toHex(blake2b64(Buffer.from('Core')))).toBe('0xdf6acb689907609b')
})
