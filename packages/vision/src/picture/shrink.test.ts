import { expect, test } from 'vitest'
import { cellMeans, shrinkPicture } from './shrink.js'

const grey = (width: number, values: readonly number[]) => ({
  width,
  height: values.length / width,
  data: Uint8Array.from(values.flatMap((value) => [value, value, value])),
})

test('shrinkPicture takes the mean of what each pixel covers', () => {
  expect(shrinkPicture(grey(4, [0, 10, 20, 30, 40, 50, 60, 70]), 2)).toEqual(grey(2, [25, 45]))
  // Each of the three pixels covers two thirds of a cell, the middle one half of each.
  expect([...cellMeans(grey(3, [0, 90, 240]), 2, 1)]).toEqual([30, 30, 30, 190, 190, 190])
})

test('shrinkPicture leaves a small picture as it is, and keeps the shape of a large one', () => {
  const small = grey(2, [1, 2])
  expect(shrinkPicture(small, 2)).toBe(small)
  expect(shrinkPicture(grey(100, new Array(300).fill(7)), 10)).toEqual(grey(10, new Array(10).fill(7)))
})
