import { beforeAll, describe, expect, test } from 'vitest'
import { useDevnet } from './use-devnet.js'

const account = `0x${'5c'.repeat(32)}`

const chain = useDevnet({ preset: 'fast', blockTime: 'manual' })

let collected: unknown
try {
  chain.mine()
} catch (error) {
  collected = error
}

beforeAll(() => {
  chain.mine(2)
})

test('is not there while tests are collected, and says so', () => {
  expect(collected).toMatchObject({ message: expect.stringContaining('useDevnet') })
})

describe.each(['first', 'second', 'third'])('a test, the %s', () => {
  test('starts from where the hooks have left the chain', () => {
    expect(chain.head.number).toBe(2)
    expect(chain.state.System.Account.has(account)).toBe(false)
    chain.fund(account, 1_000_000_000n)
    chain.mine(3)
    expect(chain.head.number).toBe(5)
  })
})

describe('a chain without isolation', () => {
  const other = useDevnet({ blockTime: 'manual', isolate: false, seed: 'mine' })

  test('is another chain', () => {
    expect(other.head.number).toBe(0)
    expect(other.mine()).not.toBe(chain.mine())
    expect(other.preset).toBeUndefined()
    expect(chain.preset).toBe('fast')
  })

  test('keeps what the test before has done', () => {
    expect(other.head.number).toBe(1)
    expect(chain.head.number).toBe(2)
  })
})

describe('the usual seed', () => {
  const twin = useDevnet({ preset: 'fast', blockTime: 'manual' })

  test('makes the same chain again', () => {
    twin.mine(2)
    expect(twin.head).toEqual(chain.head)
  })
})
