import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { createDevnet, type Devnet, type DevnetOptions } from '../devnet.js'

/** Options of a test file's chain: those of the devnet, and when it is reverted. */
export interface UseDevnetOptions extends DevnetOptions {
  /**
   * Starts every test from the chain as the hooks of `beforeAll` left it.
   * @default true
   */
  readonly isolate?: boolean | undefined
}

/**
 * Gives the calling test file (or `describe` block) its own chain, available from `beforeAll` to `afterAll`. After each
 * test the chain is reverted to where the test began, which costs next to nothing. The seed is fixed by default, so
 * that failures are reproducible.
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
