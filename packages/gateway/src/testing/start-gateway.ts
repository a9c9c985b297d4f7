import { type Database, openDatabase } from '@subnetkit/core/validator'
import OpenAI from 'openai'
import { createGateway, type Gateway } from '../create-gateway.js'
import type { GatewayOptions } from '../gateway-options.js'
import { issueKey, type NewKeyRequest } from '../keys/issue-key.js'
import { judgedFetch } from './judged-fetch.js'

/**
 * A gateway of tests with a key, and the unmodified client of `openai`. Every response is held against the public schemas: disposing it
 * throws if one did not match.
 */
export interface TestGateway extends AsyncDisposable {
  readonly gateway: Gateway
  readonly client: OpenAI
  readonly key: string
  readonly keyId: string
  /** Fetches, and holds the response against the schemas. */
  fetch(url: string | URL | Request, init?: RequestInit): Promise<Response>
  /** Sends a request as it is, with the key. */
  send(path: string, init?: RequestInit): Promise<Response>
  /** Sends a body to `/v1/chat/completions`. */
  post(body: unknown, more?: RequestInit): Promise<Response>
}

let shared: Promise<Database> | undefined
/** One database in memory for all tests of a process: its start takes seconds. */
export function testDatabase(): Promise<Database> {
  shared ??= openDatabase({ memory: true })
  return shared
}

/** Checks would add calls of miners now and then. */
const quiet = { stopMs: 500, probeShare: 0, crossCheckShare: 0 }

export async function startTestGateway(
  { database, ...options }: Omit<GatewayOptions, 'database'> & { readonly database?: Database },
  request: Partial<NewKeyRequest> = {},
): Promise<TestGateway> {
  const gateway = await createGateway({
    ...quiet,
    ...options,
    database: database ?? (await testDatabase()),
  })
  const { key, record } = await issueKey(gateway, { name: 'test', ...request })
  const judged = judgedFetch()
  const send = (path: string, init: RequestInit = {}) =>
    judged.fetch(`${gateway.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, ...init.headers },
    })
  return {
    ...{ gateway, key, keyId: record.id, send, fetch: judged.fetch },
    client: new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0, fetch: judged.fetch }),
    post: (body, more = {}) =>
      send('/v1/chat/completions', {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...more,
        headers: { 'content-type': 'application/json', ...more.headers },
      }),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      judged.check()
    },
  }
}
