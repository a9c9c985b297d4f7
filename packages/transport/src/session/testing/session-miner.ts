import type { SubnetError } from '@subnetkit/base'
import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { request } from 'undici'
import { z } from 'zod'
import { signRequest } from '../../btauth/sign-request.js'
import { type MinerOptions, serveMiner } from '../../server/serve-miner.js'
import {
  type AuthenticatedCall,
  type CallerSession,
  finishHandshake,
  startHandshake,
} from '../caller-session.js'
import { welcomeSchema } from '../handshake.js'
import { sessionHeaders, sessionTarget } from '../headers.js'

export const [alice, bob] = [createKeypair('//Alice'), createKeypair('//Bob')]
const text = z.object({ text: z.string() })
const protocol = {
  echo: synapse({ input: text, output: text }),
  fail: synapse({ input: text, output: text }),
}

/** A miner with sessions that notes what it served and refused. */
export async function start(options: Partial<MinerOptions> = {}) {
  const served: string[] = []
  const errors: SubnetError[] = []
  const handlers = {
    echo: ({ input, caller }: { input: { text: string }; caller: { hotkey: string } }) => {
      served.push(`${caller.hotkey} ${input.text}`)
      return input
    },
    fail: () => {
      throw new Error('broken')
    },
  }
  const onError = (error: SubnetError) => errors.push(error)
  const server = await serveMiner({ protocol }, handlers, {
    hotkey: bob.address,
    admission: null,
    rateLimit: null,
    onError,
    ...options,
  })
  return { server, served, errors, [Symbol.asyncDispose]: () => server.close() }
}
export type Miner = Awaited<ReturnType<typeof start>>

export async function post(
  { server }: Miner,
  target: string,
  body: string,
  headers: Readonly<Record<string, string>>,
) {
  const response = await request(`${server.url}${target}`, { method: 'POST', headers, body })
  const answer = await response.body.text()
  const mac = String(response.headers[sessionHeaders.mac.toLowerCase()] ?? '')
  const json = JSON.parse(answer)
  const code: string = json.error?.data.subnetkit.code ?? 'ok'
  return { status: response.statusCode, body: Buffer.from(answer), mac, json, code }
}

/** Shakes hands; the session is null if that fails. */
export async function open(
  miner: Miner,
  changes: { keypair?: typeof alice; mustSign?: boolean; body?: string } = {},
) {
  const { keypair = alice, mustSign = false } = changes
  const started = startHandshake({ lifetime: 600, channel: '-' })
  const body = changes.body ?? JSON.stringify(started.hello)
  const signed = { method: 'POST', target: sessionTarget, body: Buffer.from(body), receiver: bob.address }
  const headers = signRequest({ keypair, ...signed })
  const answer = await post(miner, sessionTarget, body, headers)
  const welcome = welcomeSchema.safeParse(answer.json.result?.data)
  if (!welcome.success) return { answer, session: null, headers, body }
  const nonce = BigInt(headers['X-Bittensor-Nonce']!)
  const ends = { caller: keypair.address, miner: bob.address, nonce, mustSign }
  return { answer, session: finishHandshake(started, welcome.data, ends), headers, body }
}

export async function opened(miner: Miner): Promise<CallerSession> {
  const { session } = await open(miner)
  if (!session) throw new Error('no session')
  return session
}

export const hello = '{"text":"hi"}'
export const authenticate = (
  session: CallerSession,
  time = Date.now(),
  target = '/echo',
): AuthenticatedCall =>
  session.authenticate({ method: 'POST', target, body: Buffer.from(hello), channel: '-' }, time)
export const send = (miner: Miner, { headers }: AuthenticatedCall, body = hello) =>
  post(miner, '/echo', body, headers)
