import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { signRequest } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'

/** A miner under test: of any language, as long as it serves the reference subnet to //Alice alone. */
export interface MinerUnderTest {
  readonly port: number
  /** Its hotkey: //Bob. */
  readonly hotkey: string
}

/** An answer as its caller sees it. */
export interface Seen {
  readonly status: number
  readonly code?: string | undefined
  /** Body of a success; of a refusal, its form without the texts. */
  readonly body?: unknown
  readonly retries?: boolean
}

/** One call, and what every miner must answer. */
export interface MinerCall {
  readonly name: string
  readonly expected: readonly [status: number, code?: string]
  run(miner: MinerUnderTest): Promise<Seen>
}

export const validator = createKeypair('//Alice')

export type Lines = readonly (readonly [name: string, value: string])[]

/** A request to make; by default the valid one that every miner answers. */
export interface Request {
  readonly method?: string
  readonly target?: string
  readonly body?: string
  /** Changes of what is signed. */
  readonly signed?: Partial<Parameters<typeof signRequest>[0]>
  /** Changes the headers, as lines, after they were signed. */
  readonly headers?: (lines: Lines) => Lines
  readonly isChunked?: boolean
}

export const question = '{"numbers":[3,1,2]}'
/** A body in chunks: of one character, or of 100 if it is long, since many tiny chunks are refused for that. */
const chunksOf = (body: string) => body.match(body.length > 1_000 ? /.{1,100}/gs : /./gs) ?? []

export async function send(
  miner: MinerUnderTest,
  request: Request,
  lines = signedLines(miner, request),
): Promise<Seen> {
  const { method = 'POST', target = '/sort', body = question, isChunked = false } = request
  const sent: [string, string][] = (request.headers?.(lines) ?? lines).map(([name, value]) => [name, value])
  if (!isChunked) sent.push(['Content-Length', String(Buffer.byteLength(body))])
  sent.push(['Host', 'miner'], ...(isChunked ? [['Transfer-Encoding', 'chunked'] as [string, string]] : []))
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      host: '127.0.0.1',
      port: miner.port,
      method,
      path: target,
      headers: sent.flat(),
      agent: false,
    })
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part)).on('error', reject)
      response.on('end', () =>
        resolve(
          see(response.statusCode ?? 0, Buffer.concat(parts).toString(), response.headers['retry-after']),
        ),
      )
    })
    if (isChunked) for (const chunk of chunksOf(body)) outgoing.write(chunk)
    else outgoing.write(body)
    outgoing.end()
  })
}

export function signedLines(
  miner: MinerUnderTest,
  { method = 'POST', target = '/sort', body = question, signed }: Request,
): Lines {
  const receiver = miner.hotkey
  const given = { keypair: validator, method, target, body: Buffer.from(body), receiver, ...signed }
  return Object.entries(signRequest(given))
}

/** Hides the texts, in which languages differ. */
function see(status: number, text: string, retryAfter: string | undefined): Seen {
  const retries = retryAfter !== undefined
  if (text === '') return { status }
  const lines = text.trimEnd().split('\n')
  const records = lines.map((line) => JSON.parse(line) as { error?: Failure })
  const failures = records.map(({ error }) => error).filter((error) => error !== undefined)
  const body = records.map((record) => (record.error ? formOf(record.error) : record))
  return { status, code: failures[0]?.data.subnetkit.code, body, retries }
}

interface Failure {
  readonly message: string
  readonly code: number
  readonly data: {
    readonly code: string
    readonly httpStatus: number
    readonly path: string
    readonly subnetkit: {
      readonly code: string
      readonly message: string
      readonly fix: string
      versions?: unknown
    }
  }
}

function formOf({ message, code, data: { subnetkit, ...data } }: Failure) {
  const isSaid = message === subnetkit.message && message !== '' && subnetkit.fix !== ''
  return { code, data, own: subnetkit.code, versions: subnetkit.versions, isSaid }
}

export const call = (name: string, request: Request, ...expected: MinerCall['expected']): MinerCall => ({
  name,
  expected,
  run: (miner) => send(miner, request),
})

/** Bytes as they are; only the status line counts. */
export const raw = (name: string, status: number, bytes: (head: string) => string): MinerCall => ({
  name,
  expected: [status],
  run: (miner) =>
    new Promise((resolve, reject) => {
      const lines = signedLines(miner, {}).map(([header, value]) => `${header}: ${value}`)
      const head = ['POST /sort HTTP/1.1', 'Host: miner', ...lines].join('\r\n')
      const socket = connect(miner.port, '127.0.0.1', () => socket.write(bytes(head)))
      let received = ''
      socket.setTimeout(5_000, () => socket.destroy(new Error(`no answer to ${name}`)))
      socket.on('error', reject).on('data', (part) => {
        received += part
        const [, found] = /^HTTP\/1\.1 (\d+) .*?\r\n\r\n/s.exec(received) ?? []
        if (found === undefined) return
        socket.destroy()
        resolve({ status: Number(found) })
      })
    }),
})
