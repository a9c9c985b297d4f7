import { type Clock, isSubnetError, reasonOf, systemClock, type Timer } from '@subnetkit/base'
import { type NonceStore, transportError } from '@subnetkit/transport'
import type { FromPrimary, FromWorker, NonceVerdict } from './messages.js'

type Ask = Extract<FromWorker, { subnetkit: 'nonces' }>
type Answer = Extract<FromPrimary, { subnetkit: 'nonces' }>

/** Longest wait for the primary, in ms; then the request is refused. */
const deadlineMs = 1_000

interface Waiting {
  readonly hotkey: string
  readonly nonce: bigint
  readonly resolve: (isNew: boolean) => void
  readonly reject: (error: Error) => void
}

interface SharedNoncesOptions {
  readonly retentionMs: number
  /** Sends to the primary; throws if it is gone. */
  readonly send: (message: Ask) => void
  /** @default the system's */
  readonly clock?: Clock | undefined
  /** Runs once the requests of this turn have asked. @default setImmediate */
  readonly later?: ((run: () => void) => void) | undefined
}

/** The nonce store of a worker: the one of its primary, so that no nonce is accepted by two workers. */
export function createSharedNonces(options: SharedNoncesOptions) {
  const { retentionMs, send, clock = systemClock, later = setImmediate } = options
  const sent = new Map<number, { readonly asked: readonly Waiting[]; readonly timer: Timer }>()
  let next: Waiting[] = []
  let last = 0

  /** One message is on its way at a time: the busier the primary, the more nonces go in the next one. */
  function flush(): void {
    const asked = next
    next = []
    const batch = ++last
    const timer = clock.timeout(() => fail(batch, `no answer within ${deadlineMs} ms`), deadlineMs)
    sent.set(batch, { asked, timer })
    try {
      const nonces = asked.map(({ hotkey, nonce }) => [hotkey, `${nonce}`] as const)
      send({ subnetkit: 'nonces', batch, nonces })
    } catch (error) {
      fail(batch, reasonOf(error))
    }
  }

  function finish(batch: number, settle: (waiting: Waiting, index: number) => void): void {
    const entry = sent.get(batch)
    if (!entry) return
    sent.delete(batch)
    entry.timer.cancel()
    entry.asked.forEach(settle)
    if (next.length > 0) later(flush)
  }

  function fail(batch: number, detail: string): void {
    const error = transportError('AUTH_STORE_UNAVAILABLE', { detail: `the primary process: ${detail}` })
    finish(batch, ({ reject }) => reject(error))
  }

  const store: NonceStore = {
    retentionMs,
    remember(hotkey, nonce) {
      return new Promise((resolve, reject) => {
        next.push({ hotkey, nonce, resolve, reject })
        if (next.length === 1 && sent.size === 0) later(flush)
      })
    },
  }
  return {
    store,
    /** Takes the answer to an earlier message. */
    take({ batch, verdicts }: Answer): void {
      finish(batch, ({ resolve, reject }, index) => {
        const verdict = verdicts[index] ?? false
        if (typeof verdict === 'boolean') resolve(verdict)
        else reject(transportError('AUTH_STORE_FULL', verdict))
      })
    },
  }
}

/** Asks the primary's own store for the nonces of a message. Rejects if it fails for another reason than being full. */
export async function answerNonces(store: NonceStore, { batch, nonces }: Ask): Promise<Answer> {
  const verdicts: NonceVerdict[] = []
  for (const [hotkey, nonce] of nonces) verdicts.push(await verdictOn(store, hotkey, BigInt(nonce)))
  return { subnetkit: 'nonces', batch, verdicts }
}

async function verdictOn(store: NonceStore, hotkey: string, nonce: bigint): Promise<NonceVerdict> {
  try {
    return await store.remember(hotkey, nonce)
  } catch (error) {
    if (!isSubnetError(error, 'AUTH_STORE_FULL')) throw error
    const { limit, of } = error.details
    return { limit: Number(limit), of: String(of) }
  }
}
