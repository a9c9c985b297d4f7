import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { createDevnet, type Devnet, type DevnetOptions } from '../devnet.js'

/** How a test file uses its chain: the options of the devnet, and when it is taken back. */
export interface UseDevnetOptions extends DevnetOptions {
  /**
   * Whether every test starts from the chain as the hooks of `beforeAll` have left it.
   * @default true
   */
  readonly isolate?: boolean
}

/**
 * Gives the test file (or the `describe` block) that calls it a chain of its own, which is there from `beforeAll`
 * to `afterAll`. After each test the chain is taken back to where the test began, which costs next to nothing. The
 * seed is fixed unless another is given, so that a failure comes again.
 *
 * @example
 * const chain = useDevnet({ preset: 'fast', blockTime: 'manual' })
 * test('mines', () => {
 *   chain.mine(3)
 *   expect(chain.head.number).toBe(3)
 * })
 */
export function useDevnet({ isolate = true, ...options }: UseDevnetOptions = {}): Devnet {
  let running: Devnet | undefined
  const chain = (): Devnet => {
    if (!running)
      throw new Error('the chain of useDevnet is there in hooks and tests, not while they are collected')
    return running
  }
  beforeAll(async () => {
    running = await createDevnet({ seed: 'vitest', ...options })
  })
  afterAll(async () => {
    await running?.close()
    running = undefined
  })
  if (isolate) {
    let start = ''
    beforeEach(() => {
      start = chain().snapshot()
    })
    afterEach(() => chain().revert(start))
  }
  // The chain comes later than the name for it.
  return new Proxy({} as Devnet, {
    get: (_, name) => Reflect.get(chain(), name),
    has: (_, name) => Reflect.has(chain(), name),
  })
}
