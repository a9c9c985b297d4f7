import { STATUS_CODES } from 'node:http'
import type { ErrorDescriptor } from '@subnetkit/base'
import { expect, it } from 'vitest'
import { transportError } from './errors/transport-error.js'

const refusals = Object.entries(
  transportError.catalogue as Readonly<Record<string, ErrorDescriptor>>,
).flatMap(([code, { status, transient = false }]) =>
  status === undefined ? [] : [{ code, status, transient }],
)
/** Statuses that invite a client to send the same request again. */
const inviting = [408, 429, 503, 504]

it.each(refusals)('$code: $status is a status of HTTP, and transient when it invites a retry', (refusal) => {
  expect(STATUS_CODES[refusal.status]).toBeDefined()
  expect(refusal.transient).toBe(inviting.includes(refusal.status))
})

it('a caller that does not prove who it is gets 401, whatever the reason, and never a hint of the policy', () => {
  const unproven = refusals.filter(({ code }) => code.startsWith('AUTH_') && !code.startsWith('AUTH_STORE_'))
  expect(unproven.length).toBeGreaterThan(0)
  expect(new Set(unproven.map(({ status }) => status))).toEqual(new Set([401]))
})
