import { expect, expectTypeOf, test } from 'vitest'
import { fillTemplate, type TemplateNames } from './template.js'

test.each([
  [0n, '0 TAO'],
  [1n, '0.000000001 TAO'],
  [1_050_000_000_000n, '1050 TAO'],
  [1_247_928_123n, '1.247928123 TAO'],
  [-500_000_000n, '-0.5 TAO'],
])('%d rao reads %s', (cap, text) => {
  expect(fillTemplate('above {cap:tao}', { cap })).toBe(`above ${text}`)
})

test('names stand without their unit; what is missing stays visible', () => {
  expectTypeOf<TemplateNames<'{purpose} costs {price:tao}'>>().toEqualTypeOf<'purpose' | 'price'>()
  expect(fillTemplate('{purpose} costs {price:tao}', { purpose: 'it' })).toBe('it costs {price:tao}')
})
