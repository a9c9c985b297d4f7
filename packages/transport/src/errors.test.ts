import { isSubnetError } from '@subnetkit/base'
import { describe, expect, it } from 'vitest'
import { authErrors } from './errors/auth.js'
import { protocolErrors } from './errors/protocol.js'
import { transportError } from './errors/transport-error.js'

describe('errors at a miner’s door', () => {
  it('gives every refusal of btauth/1 the status 401, and 503 to a store that cannot answer', () => {
    const statuses = Object.entries(authErrors)
      .filter(([code]) => code.startsWith('AUTH_'))
      .map(([code, { status }]) => [code, status] as const)
    expect(Object.fromEntries(statuses)).toEqual({
      AUTH_MALFORMED: 401,
      AUTH_WRONG_RECEIVER: 401,
      AUTH_STALE: 401,
      AUTH_BAD_SIGNATURE: 401,
      AUTH_REPLAYED: 401,
      AUTH_STORE_FULL: 503,
      AUTH_STORE_UNAVAILABLE: 503,
    })
  })

  it('names a status for all that a caller can be told, and none for what the caller finds', () => {
    const without = Object.entries(protocolErrors)
      .filter(([, descriptor]) => !('status' in descriptor))
      .map(([code]) => code)
    expect(without).toEqual(['RESPONSE_ABSENT', 'RESPONSE_MALFORMED'])
  })

  it('fills message and fix and keeps its code', () => {
    const error = transportError('CALLER_TOO_FREQUENT', { hotkey: '5F…', limit: 3, windowMs: 1000 })
    expect(error.message).toBe('caller 5F… sent more than 3 requests in 1000 ms')
    expect([error.status, isSubnetError(error, 'CALLER_TOO_FREQUENT')]).toEqual([429, true])
    expect(isSubnetError(error, 'CALLER_UNKNOWN')).toBe(false)
  })
})
