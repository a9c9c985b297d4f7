import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, errorOf, openReports, type Reports } from '../../testing/reports.js'

// Incompatibilities that were reported to other servers, each with its issue.

let reports: Reports
beforeAll(async () => {
  reports = await openReports()
})
afterAll(() => reports[Symbol.asyncDispose]())

describe('paths', () => {
  it.each(['/chat/completions', '//v1//chat/completions', '/v1/chat/completions/'])(
    '%s is what was meant',
    async (path) => {
      const response = await reports.test.send(path, { method: 'POST', body: JSON.stringify(ask) })
      expect(response.status).toBe(200)
    },
  )

  it.each([
    ['GET', '/v1/files', ''],
    ['POST', '/v1/moderations', ''],
    ['POST', '/v1/responses', 'chat/completions'],
    ['POST', '/v1/chat/completions/chat/completions', 'base URL'],
    ['POST', '/v1/audio/speech', 'POST /v1/embeddings'],
    ['POST', '/v1/moderations', 'No subnet offers it'],
    ['GET', '/v1/files', 'POST /v1/chat/completions'],
  ])('%s %s is answered in JSON (UOR r4 764, comic-translate 265)', async (method, path, hint) => {
    const error = await errorOf(await reports.test.send(path, { method }))
    expect(error).toMatchObject({ status: 404, code: 'unknown_url', message: expect.stringContaining(hint) })
  })

  it('list models as clients know them (llama-swap 154, chatcraft 515, exo 590, GenieX 640)', async () => {
    for (const path of ['/v1/models', '/v1/models/', '/models']) {
      expect(await (await reports.test.send(path)).json()).toMatchObject({
        object: 'list',
        data: [
          { id: 'text', object: 'model', created: expect.any(Number), owned_by: 'subnet-1' },
          { id: 'gpt-4o-mini', object: 'model' },
        ],
      })
    }
  })

  it('need no key where machines look', async () => {
    for (const path of ['/healthz', '/readyz'])
      expect((await reports.test.fetch(`${reports.test.gateway.url}${path}`)).status).toBe(200)
  })
})

describe('pages of other origins', () => {
  const preflight = (origin: string) =>
    reports.test.fetch(`${reports.test.gateway.url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-headers': 'authorization,x-stainless-os' },
    })

  it('may ask with the headers that they name (Ollama 4388, BricksLLM 45, gproxy 238, obsidian-llm-wiki 17)', async () => {
    const { status, headers } = await preflight('https://app.example')
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(headers.get('access-control-allow-headers')).toBe('authorization,x-stainless-os')
  })

  it('may not, unless they are listed', async () => {
    expect((await preflight('https://other.example')).headers.has('access-control-allow-origin')).toBe(false)
  })
})
