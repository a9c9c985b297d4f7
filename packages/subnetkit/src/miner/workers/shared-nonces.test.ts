import { createManualClock } from '@subnetkit/base/testing'
import { createMemoryNonceStore } from '@subnetkit/transport'
import { describe, expect, it } from 'vitest'
import { answerNonces, createSharedNonces } from './shared-nonces.js'

const codeOf = (work: boolean | Promise<boolean>) =>
  Promise.resolve(work).then(
    () => null,
    (error: unknown) => (error as { code?: string }).code,
  )

describe('shared nonces', () => {
  it('is accepted by one worker and refused by every other', async () => {
    const store = createMemoryNonceStore()
    const workers = [0, 1].map(() => {
      const shared = createSharedNonces({
        retentionMs: store.retentionMs,
        send: (message) => void answerNonces(store, message).then((answer) => shared.take(answer)),
        later: queueMicrotask,
      })
      return shared.store
    })
    const [one, other] = workers as [(typeof workers)[0], (typeof workers)[0]]
    const verdicts = await Promise.all([
      one.remember('a', 1n),
      one.remember('a', 2n),
      one.remember('a', 1n),
      other.remember('a', 2n),
      other.remember('b', 2n),
    ])
    const [first, ofOne, again, ofOther, otherCaller] = verdicts
    expect([first, again, otherCaller]).toEqual([true, false, true])
    expect([ofOne, ofOther].toSorted()).toEqual([false, true])
    expect(await other.remember('a', 1n)).toBe(false)
  })

  it('sends the nonces of one turn together, and those that come meanwhile in the next message', async () => {
    const messages: unknown[] = []
    const flushes: (() => void)[] = []
    const shared = createSharedNonces({
      retentionMs: 1,
      send: (message) => messages.push(message),
      later: (flush) => flushes.push(flush),
    })
    const waiting = [shared.store.remember('a', 1n), shared.store.remember('a', 2n)]
    for (const flush of flushes.splice(0)) flush()
    const later = [shared.store.remember('a', 3n), shared.store.remember('a', 4n)]
    expect(flushes).toEqual([])
    expect(messages).toEqual([
      {
        subnetkit: 'nonces',
        batch: 1,
        nonces: [
          ['a', '1'],
          ['a', '2'],
        ],
      },
    ])
    shared.take({ subnetkit: 'nonces', batch: 1, verdicts: [true, false] })
    expect(await Promise.all(waiting)).toEqual([true, false])
    for (const flush of flushes.splice(0)) flush()
    expect(messages).toHaveLength(2)
    shared.take({ subnetkit: 'nonces', batch: 2, verdicts: [false, true] })
    expect(await Promise.all(later)).toEqual([false, true])
    expect(flushes).toEqual([])
  })

  it('refuses when the primary does not answer, is gone, or is full', async () => {
    const clock = createManualClock()
    const silent = createSharedNonces({ retentionMs: 1, send: () => {}, clock, later: queueMicrotask })
    const gone = createSharedNonces({
      retentionMs: 1,
      send: () => {
        throw new Error('the channel is closed')
      },
      clock,
      later: queueMicrotask,
    })
    const full = createMemoryNonceStore({ maxNonces: 1 })
    const crowded = createSharedNonces({
      retentionMs: 1,
      send: (message) => void answerNonces(full, message).then((answer) => crowded.take(answer)),
      later: queueMicrotask,
    })
    expect(await clock.runUntil(codeOf(silent.store.remember('a', 1n)))).toBe('AUTH_STORE_UNAVAILABLE')
    expect(await codeOf(gone.store.remember('a', 1n))).toBe('AUTH_STORE_UNAVAILABLE')
    expect(await crowded.store.remember('a', 1n)).toBe(true)
    expect(await codeOf(crowded.store.remember('a', 2n))).toBe('AUTH_STORE_FULL')
    expect(clock.pending).toBe(0)
  })
})
