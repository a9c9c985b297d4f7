import type { ExchangedBody, ProvenAnswer } from '@subnetkit/core'
import type { Candidate, GatewayModel } from '../model.js'
import { minerKey } from '../routing/miner-state.js'
import { sha256 } from './hashes.js'

/** A miner that owes proofs. */
export interface Debtor {
  readonly model: GatewayModel
  readonly miner: Candidate
  /** Hashes of the requests whose proofs it owes. */
  readonly requests: Set<string>
  /** Questions since it last brought something. */
  attempts: number
  /** Monotonic time of the next question, in ms. */
  dueAt: number
  /** Monotonic time from which a client that reads a receipt may have it asked, in ms. */
  freeAt: number
  asking: Promise<void> | null
}

/** A proof that is expected. */
export interface Expected {
  /** Receipt that it belongs to, and the place of the miner in it. */
  readonly id: string
  readonly place: number
  readonly keepsAnswer: boolean
  readonly debtor: Debtor
}

/** Proofs that are expected, and those that came: sometimes before the receipt that they belong to is stored. */
export interface ExpectedProofs {
  add(
    request: string,
    expected: Omit<Expected, 'debtor'>,
    miner: Pick<Debtor, 'model' | 'miner'>,
    dueAt: number,
  ): void
  /** Keeps a proof until it is taken. */
  came(answer: ProvenAnswer): void
  /** Proofs that came and are expected. */
  ready(): readonly { readonly answer: ProvenAnswer; readonly expected: Expected }[]
  /** Expects the proof of a request no longer. */
  settle(request: string): void
  debtors(): Iterable<Debtor>
  /** Miners that owe proofs of a receipt. */
  owing(id: string): readonly Debtor[]
}

/** Proofs that are expected, and that came unexpectedly, at most; beyond it the oldest are given up. */
const mostExpected = 16_384
const mostEarly = 1_024
/** Size of the answers among the latter, in bytes: those to checks are never expected. */
const mostEarlyBytes = 16_777_216
/** Longest answer that is kept, in bytes. */
export const longestKept = 262_144

export function createExpectedProofs(): ExpectedProofs {
  const expected = new Map<string, Expected>()
  const early = new Map<string, ProvenAnswer>()
  const debtors = new Map<string, Debtor>()
  const ofReceipt = new Map<string, Set<string>>()
  let earlyBytes = 0

  function forget(request: string): void {
    const found = early.get(request)
    if (found === undefined) return
    earlyBytes -= sizeOf(found)
    early.delete(request)
  }
  function came(answer: ProvenAnswer): void {
    const { request } = answer.receipt
    forget(request)
    const slim = slimmed(answer)
    early.set(request, slim)
    earlyBytes += sizeOf(slim)
    while (early.size > mostEarly || earlyBytes > mostEarlyBytes) forget(early.keys().next().value!)
  }
  function settle(request: string): void {
    forget(request)
    const found = expected.get(request)
    if (found === undefined) return
    expected.delete(request)
    found.debtor.requests.delete(request)
    if (found.debtor.requests.size === 0) debtors.delete(keyOf(found.debtor))
    const others = ofReceipt.get(found.id)
    others?.delete(request)
    if (others?.size === 0) ofReceipt.delete(found.id)
  }

  return {
    add(request, { id, place, keepsAnswer }, owed, dueAt) {
      const key = keyOf(owed)
      const debtor = debtors.get(key) ?? {
        ...owed,
        requests: new Set(),
        attempts: 0,
        dueAt,
        freeAt: 0,
        asking: null,
      }
      debtors.set(key, debtor)
      debtor.requests.add(request)
      expected.set(request, { id, place, keepsAnswer, debtor })
      ofReceipt.set(id, (ofReceipt.get(id) ?? new Set()).add(request))
      if (expected.size > mostExpected) settle(expected.keys().next().value!)
    },
    came,
    ready: () =>
      [...early].flatMap(([request, answer]) => {
        const found = expected.get(request)
        return found === undefined ? [] : [{ answer, expected: found }]
      }),
    settle,
    debtors: () => debtors.values(),
    owing: (id) => [
      ...new Set([...(ofReceipt.get(id) ?? [])].map((request) => expected.get(request)!.debtor)),
    ],
  }
}

/** A proof without the bytes that are never stored. */
const slimmed = ({ receipt, request, answer }: ProvenAnswer): ProvenAnswer => ({
  receipt,
  request: Object.assign({}, request, { body: digestOf(request.body) }),
  answer:
    sizeOfBody(answer.body) > longestKept
      ? Object.assign({}, answer, { body: digestOf(answer.body) })
      : answer,
})

/** Hash of a body. */
export const digestOf = (body: ExchangedBody) => ({
  sha256: body instanceof Uint8Array ? sha256(body) : body.sha256,
})

const sizeOf = ({ answer }: ProvenAnswer): number => sizeOfBody(answer.body)
const sizeOfBody = (body: ExchangedBody): number => (body instanceof Uint8Array ? body.length : 0)

const keyOf = ({ model, miner }: Pick<Debtor, 'model' | 'miner'>) => `${model.id} ${minerKey(miner)}`
