import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeModel, ok } from '../../testing/fake-model.js'
import { ask, errorOf, openReports, type Reports } from '../../testing/reports.js'
import { startTestGateway } from '../../testing/start-gateway.js'

// Incompatibilities that were reported to other servers, each with its issue.

let reports: Reports
beforeAll(async () => {
  reports = await openReports()
})
afterAll(() => reports[Symbol.asyncDispose]())

describe('errors', () => {
  it('are nested, with all members, and have a request id (vLLM 12886)', async () => {
    const response = await reports.test.send('/v1/chat/completions', {
      headers: { authorization: 'Bearer wrong' },
      method: 'POST',
    })
    expect(response.headers.get('x-request-id')).toMatch(/^req_/)
    expect(await response.json()).toEqual({
      error: {
        message: expect.any(String),
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_api_key',
      },
    })
  })

  it('of rates say when to come back (LiteLLM 27823, 4695)', async () => {
    await using limited = await startTestGateway(
      { models: [fakeModel([() => ok('x')])] },
      { requestsPerMinute: 1, tokensPerMinute: 10_000 },
    )
    const first = await limited.post(ask)
    expect(first.headers.get('x-ratelimit-remaining-requests')).toBe('0')
    expect(first.headers.get('x-ratelimit-limit-tokens')).toBe('10000')
    const second = await limited.post(ask)
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(second.headers.get('retry-after-ms'))).toBeGreaterThan(0)
    expect(await errorOf(second)).toMatchObject({
      status: 429,
      type: 'rate_limit_error',
      code: 'rate_limit_exceeded',
    })
  })

  it('of keys that may not use a model, or were revoked', async () => {
    await using other = await startTestGateway(
      { models: [fakeModel([() => ok('x')])] },
      { models: ['other'] },
    )
    expect(await errorOf(await other.post(ask))).toMatchObject({ status: 403, code: 'model_not_allowed' })
    await other.gateway.keys.revoke(other.keyId)
    expect(await errorOf(await other.post(ask))).toMatchObject({ status: 401, code: 'invalid_api_key' })
  })
})
