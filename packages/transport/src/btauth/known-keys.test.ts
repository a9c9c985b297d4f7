import { expect, it, vi } from 'vitest'
import { createKnownKeys } from './known-keys.js'

it('reads the key of a remembered hotkey once, and that of a claimed one each time', () => {
  const keys = createKnownKeys()
  const decode = vi.fn(() => Uint8Array.of(1))
  keys.keyOf('a', decode)
  keys.keyOf('a', decode)
  expect(decode).toHaveBeenCalledTimes(2)
  keys.remember('a', Uint8Array.of(2))
  expect(keys.keyOf('a', decode)).toEqual(Uint8Array.of(2))
  expect(decode).toHaveBeenCalledTimes(2)
})

it('stays bounded, and forgets the hotkey that was not used for longest', () => {
  const keys = createKnownKeys(2)
  for (const hotkey of ['a', 'b', 'a', 'c']) keys.remember(hotkey, Uint8Array.of(1))
  const unknown = ['a', 'b', 'c'].filter((hotkey) => keys.keyOf(hotkey, () => Uint8Array.of(0))[0] === 0)
  expect(unknown).toEqual(['b'])
})
