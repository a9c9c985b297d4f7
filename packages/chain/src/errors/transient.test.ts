import { expect, it } from 'vitest'
import { chainError } from './chain-error.js'

/*
 * A transient error is retried by the outbox, by reads before a signature and while an extrinsic is followed; any
 * other ends them. Three hand-kept lists said it before, with different members.
 */

it('defect: three lists of transient errors differed; every code now says it once', () => {
  const transient = Object.entries(chainError.catalogue as Record<string, { transient?: unknown }>)
    .filter(([, descriptor]) => descriptor.transient !== undefined)
    .map(([code]) => code)
  expect(transient.sort()).toEqual([
    'CHAIN_ANSWER_UNREADABLE',
    'CHAIN_BUSY',
    'CHAIN_CALL_REFUSED',
    'CHAIN_CONNECTION_LOST',
    'CHAIN_RUNTIME_CHANGED',
    'CHAIN_TIMEOUT',
    'CHAIN_UNREACHABLE',
    'SIGNER_BUSY',
    'SIGNER_UNREACHABLE',
  ])
})

it.each([
  ['parse error', -32_700, false],
  ['invalid request', -32_600, false],
  ['method not found', -32_601, false],
  ['invalid params', -32_602, false],
  ['internal error', -32_603, true],
  ['too many requests', 429, true],
  ['server error', -32_000, true],
])('a refusal of the node with %s (%d) is transient: %s', (words, rpcCode, transient) => {
  expect(chainError('CHAIN_CALL_REFUSED', { rpcCode, words, operation: 'x' }).transient).toBe(transient)
})
