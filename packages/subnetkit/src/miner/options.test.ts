import { expect, it } from 'vitest'
import { parseMinerOptions, type RunMinerOptions } from './options.js'

const alone: RunMinerOptions = { hotkey: '//Bob', admission: null }

it('has one worker unless more are asked for, which exclude options of what lives in one process', () => {
  expect(parseMinerOptions(alone).workers).toBe(1)
  expect(parseMinerOptions({ ...alone, workers: 2, sessions: null, receipts: null }).workers).toBe(2)
  for (const given of [{ sessions: {} }, { receipts: {} }, { metrics: { port: 0 } }]) {
    expect(parseMinerOptions({ ...alone, ...given, workers: 1 }).workers).toBe(1)
    expect(() => parseMinerOptions({ ...alone, ...given, workers: 2 })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  }
  for (const workers of [0, 1.5, 257])
    expect(() => parseMinerOptions({ ...alone, workers })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
})
