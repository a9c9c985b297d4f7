import { expect, it } from 'vitest'
import type { Picture } from '../picture/picture.js'
import { lineTensor } from './line-tensor.js'
import { findTextLine } from './text-line.js'

/** Bars of ink in place of letters, on paper whose light falls off to the right. */
function barsOf(options: { readonly slope?: number; readonly noise?: number } = {}): Picture {
  const { slope = 0, noise = 0 } = options
  const [width, height] = [160, 60]
  const data = new Uint8Array(width * height * 3)
  let state = 1
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const row = y - (x - width / 2) * slope
      const isInk = x >= 30 && x < 130 && x % 10 < 5 && row >= 20 && row < 40
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      const value = (isInk ? 60 : 220) - x / 4 + noise * (state / 2 ** 32 - 0.5)
      data.fill(Math.min(255, Math.max(0, value)), (y * width + x) * 3, (y * width + x + 1) * 3)
    }
  }
  return { width, height, data }
}

it.each([
  ['level', {}],
  ['falling', { slope: 0.06 }],
  ['rising', { slope: -0.06 }],
  ['noisy', { noise: 120 }],
  ['noisy and falling', { slope: 0.06, noise: 120 }],
])('finds a line that is %s', (_, options) => {
  const line = findTextLine(barsOf(options))
  expect(Math.abs(line.left - 30)).toBeLessThanOrEqual(4)
  expect(Math.abs(line.right - 125)).toBeLessThanOrEqual(4)
  expect(Math.abs(line.top - 20)).toBeLessThanOrEqual(4)
  expect(Math.abs(line.bottom - 40)).toBeLessThanOrEqual(4)
  expect(Math.abs(line.slope - (options as { slope?: number }).slope! || 0)).toBeLessThanOrEqual(0.02)
})

it('takes the whole of a picture without text, whatever its size', () => {
  for (const [width, height] of [
    [1, 1],
    [3, 200],
    [90, 20],
  ] as const) {
    const picture = { width, height, data: new Uint8Array(width * height * 3).fill(200) }
    const line = findTextLine(picture)
    expect(line).toEqual({ left: 0, right: width, top: 0, bottom: height, slope: 0 })
    const { data, dims } = lineTensor(picture, line)
    expect(dims).toEqual([1, 3, 48, expect.any(Number)])
    expect(data).toHaveLength(dims.reduce((product, one) => product * one, 1))
    expect((data as Float32Array).every((value) => Math.abs(value - (200 / 127.5 - 1)) < 1e-5)).toBe(true)
  }
})
