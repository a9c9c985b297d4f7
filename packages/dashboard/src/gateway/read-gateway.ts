import { request } from 'node:http'
import { type Clock, systemClock } from '@subnetkit/base'
import type { SourceContact, SourceGateway } from '../data/source.js'
import { gatewayStatus } from './gateway-fields.js'

/** The newest answer of a gateway in another process. */
export interface GatewayReader extends Disposable {
  /** Asks it, unless it was asked a moment ago. Never rejects. */
  read(): Promise<SourceGateway | null>
  contact(): SourceContact
}

/** Place of a gateway's status. */
export interface GatewayReaderParts {
  /** Port of 127.0.0.1. */
  readonly port: number
  /** @default the system's */
  readonly clock?: Clock | undefined
}

/** Time for an answer, between two questions, and between those that no page asks, in ms. */
const [deadlineMs, restMs, everyMs] = [3_000, 1_000, 15_000]
/** Largest answer, in bytes. */
const largest = 1_048_576

/** Follows the status of a gateway: also while no page is open, so that a page can say when it answered last. */
export function readGateway({ port, clock = systemClock }: GatewayReaderParts): GatewayReader {
  let last: SourceGateway | null = null
  let contact: SourceContact = { answeredAt: null, trouble: null }
  let asking: Promise<void> | null = null
  let askedAt = Number.NEGATIVE_INFINITY

  async function ask(): Promise<void> {
    try {
      last = parseStatus(await fetchStatus(port, clock))
      contact = { answeredAt: clock.date(), trouble: null }
    } catch (error) {
      contact = { ...contact, trouble: `${whyOf(error)} (127.0.0.1:${port})` }
    }
  }
  async function refresh(): Promise<void> {
    if (asking === null && clock.now() - askedAt >= restMs) {
      askedAt = clock.now()
      asking = ask().finally(() => {
        asking = null
      })
    }
    await asking
  }
  const timer = clock.interval(() => void refresh(), everyMs, { ref: false })
  return {
    async read() {
      await refresh()
      return last
    },
    contact: () => contact,
    [Symbol.dispose]: () => timer.cancel(),
  }
}

/** A failure that has its sentence. */
class Trouble extends Error {}

function parseStatus(text: string): SourceGateway {
  const parsed = gatewayStatus.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  throw new Trouble('what answers is no gateway of this version')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function whyOf(error: unknown): string {
  if (error instanceof Trouble) return error.message
  const { code } = Object(error) as { readonly code?: unknown }
  return code === 'ECONNREFUSED' ? 'nothing listens at its port' : `the connection broke off: ${String(code)}`
}

/** The body of an answer, within one deadline and one size. */
function fetchStatus(port: number, clock: Clock): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = clock.timeout(() => fail(new Trouble('it does not answer in time')), deadlineMs)
    const call = request({ host: '127.0.0.1', port, path: '/status', agent: false }, (response) => {
      const { statusCode } = response
      if (statusCode === 503) return fail(new Trouble('it starts'))
      if (statusCode !== 200) return fail(new Trouble(`it answers with status ${statusCode}`))
      const pieces: Buffer[] = []
      let size = 0
      response.on('data', (piece: Buffer) => {
        size += piece.length
        if (size > largest) return fail(new Trouble(`its answer has more than ${largest} bytes`))
        pieces.push(piece)
      })
      response.on('end', () => {
        late.cancel()
        resolve(Buffer.concat(pieces).toString('utf8'))
      })
      response.on('error', fail)
    })
    function fail(error: Error): void {
      late.cancel()
      reject(error)
      call.destroy()
    }
    call.on('error', fail)
    call.end()
  })
}
