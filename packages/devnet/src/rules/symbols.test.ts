import { expect, test } from 'vitest'
import { createState } from '../state/state.js'
import { Store } from '../state/store.js'
import { symbols } from './symbol-table.js'
import { freeSymbol, isSymbol, symbolOf } from './symbols.js'

const text = (symbol: Uint8Array) => Buffer.from(symbol).toString()
const bytes = (symbol: string) => new Uint8Array(Buffer.from(symbol))

test('defect: there are 439 symbols, each once; the root network has a Tau, subnet 19 an ASCII t', () => {
  expect(new Set(symbols).size).toBe(439)
  expect([0, 1, 2, 19, 25, 438, 439].map((netuid) => text(symbolOf(netuid)))).toEqual([
    'Τ',
    'α',
    'β',
    't',
    'א',
    'ධ',
    'Τ',
  ])
  expect(isSymbol(bytes('シ'))).toBe(true)
  expect(isSymbol(bytes('Τ'))).toBe(false)
})

test('a new subnet gets its own symbol, else the first that is free, else that of the root network', () => {
  const state = createState(new Store())
  const { TokenSymbol } = state.SubtensorModule
  TokenSymbol.set(0, symbolOf(0))
  TokenSymbol.set(1, symbolOf(1))
  expect(text(freeSymbol({ state, block: 0 }, 5))).toBe('ε')
  TokenSymbol.set(7, symbolOf(5))
  expect(text(freeSymbol({ state, block: 0 }, 5))).toBe('β')
  for (const [netuid, symbol] of symbols.entries()) TokenSymbol.set(1000 + netuid, bytes(symbol))
  expect(text(freeSymbol({ state, block: 0 }, 5))).toBe('Τ')
})
