import { expect, test } from 'vitest'
import { tidy } from './tidy.js'

test.each([
  ['58S17 Needle', '58517 Needle'],
  ['flame b0at 3l829', 'flame boat 31829'],
  ['VI0LET 12', 'VIOLET 12'],
  ['C1over', 'Clover'],
  ['pearl32342VIOLET', 'pearl 32342 VIOLET'],
  ['  two   words 10 ', 'two words 10'],
  ['', ''],
])('%j becomes %j', (read, tidied) => {
  expect(tidy(read)).toBe(tidied)
})
