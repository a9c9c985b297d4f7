import { expect, test } from 'vitest'
import { flow, printable, shorten, textWidth } from './text.js'

test('a name from the chain cannot paint the terminal', () => {
  expect(printable('evil\u001b[2J\u001b]0;title\u0007 name\n\u202egnp')).toBe('evil [2J ]0;title name gnp')
})

test('measures what is shown', () => {
  expect([textWidth('α₁'), textWidth('\u001b[1mbold\u001b[22m'), textWidth('子网'), textWidth('🚀')]).toEqual(
    [2, 4, 4, 2],
  )
})

test('keeps both ends', () => {
  expect(shorten('5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY', 11)).toBe('5Grwva…utQY')
  expect(shorten('short', 11)).toBe('short')
})

test('defect: a name is cut although it fits, because its symbol has two code units', () => {
  expect(shorten('unknown 𝜏', 9)).toBe('unknown 𝜏')
  expect(shorten('a name that is long 𝜏', 10)).toBe('a name…g 𝜏')
  expect(textWidth(shorten('子网子网子网子网', 9))).toBeLessThanOrEqual(9)
})

test('facts flow into lines that fit', () => {
  expect(flow(['tempo 360', 'τ 1', 'closed'], 15)).toEqual(['tempo 360 · τ 1', 'closed'])
  expect(flow(['longer than the line', 'x'], 5)).toEqual(['longer than the line', 'x'])
})
