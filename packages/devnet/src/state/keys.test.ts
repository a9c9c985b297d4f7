import { expect, test, vi } from 'vitest'
import { identity, twox } from '../schema/pallet.js'
import { u16, u32 } from '../schema/type.js'
import { keyWriter } from './keys.js'

test('defect: each block left the keys of its number behind', () => {
  const [uids, blocks] = [keyWriter('P', 'Uids', [identity(u16)]), keyWriter('P', 'Blocks', [twox(u32)])]
  const [ofUid, ofBlock] = [vi.spyOn(u16.codec, 'enc'), vi.spyOn(u32.codec, 'enc')]
  // Beyond those of other tests, which share what is remembered.
  const times = (key: number) => [uids, blocks].map((writer) => [writer.write([key]), writer.write([key])])
  const [uid, block] = times(60_123)
  expect(uid![0]).toBe(uid![1])
  expect(block![0]!.text).toBe(block![1]!.text)
  expect([ofUid.mock.calls.length, ofBlock.mock.calls.length]).toEqual([1, 2])
  expect(blocks.read(block![0]!.text)).not.toBe(blocks.read(block![0]!.text))
  expect(uids.read(uid![0]!.text)).toBe(uids.read(uid![0]!.text))
  vi.restoreAllMocks()
})
