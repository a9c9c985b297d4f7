import { describe, expect, test } from 'vitest'
import type { OutboxEntry } from '../outbox/entry.js'
import type { OutboxStore } from '../outbox/store.js'
import { entryOf } from './entry.js'

/** A store, and the same one as another process would find it afterwards. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: OutboxStore
  reopen(): Promise<OutboxStore>
}

const signed = {
  call: 'SubtensorModule.set_weights',
  bytes: '0x00ff',
  hash: '0xab',
  signer: '5Validator',
  nonce: 4,
  birthBlock: 31,
  lastBlock: 95,
  specVersion: 425,
} as const

/** What every store of an outbox has to do. */
export function describeOutboxStore(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`outbox store: ${name}`, () => {
    test('gives back what was written, to the last field, also after it was opened again', async () => {
      await using under = await create()
      const full: OutboxEntry = entryOf('full', {
        wanted: 'timelocked',
        mode: 'timelocked',
        sealed: { kind: 'timelocked', hash: '0xcd', round: 10n ** 18n, epoch: 3, firstRevealBlock: 99 },
        signed,
        signatures: 2,
        included: { number: 40, hash: '0x12' },
        reveal: signed,
        revealed: { number: 90, hash: '0x34' },
        failure: { code: 'WEIGHTS_RATE_LIMITED', reason: 'a', fix: 'b', retryBlock: 3 },
      })
      const salted = entryOf('salted', {
        sealed: { kind: 'salted', hash: '0xef', salt: [0, 65_535], epoch: 0 },
      })
      await under.store.add(full)
      await under.store.add(salted)
      expect(await under.store.entries()).toEqual([full, salted])
      expect(await (await under.reopen()).entries()).toEqual([full, salted])
    })

    test('keeps the first of a key, whatever is decided later; other chains and subjects are others', async () => {
      await using under = await create()
      const first = entryOf('round-1')
      expect(await under.store.add(first)).toEqual(first)
      const other = { uids: [1], values: [65_535], versionKey: 0n }
      expect(await under.store.add(entryOf('round-1', { vector: other }))).toEqual(first)
      for (const more of [{ chain: '0x01' }, { netuid: 3 }, { mechanism: 1 }, { hotkey: '5Other' }]) {
        await under.store.add(entryOf('round-1', more))
      }
      expect(await under.store.entries()).toHaveLength(5)
    })

    test('replaces a revision once: who comes second must not act on it', async () => {
      await using under = await create()
      const first = entryOf('round-1')
      await under.store.add(first)
      const second: OutboxEntry = { ...first, revision: 1, stage: 'signed', signed }
      await under.store.replace(second)
      const conflict = { code: 'OUTBOX_CONFLICT' }
      await expect(under.store.replace({ ...second, signatures: 9 })).rejects.toMatchObject(conflict)
      await expect(under.store.replace({ ...first, revision: 0 })).rejects.toMatchObject(conflict)
      await expect(under.store.replace(entryOf('unknown', { revision: 1 }))).rejects.toMatchObject(conflict)
      expect(await under.store.entries()).toEqual([second])
      expect(await (await under.reopen()).entries()).toEqual([second])
    })

    test('of two replacements at once one wins', async () => {
      await using under = await create()
      const first = entryOf('round-1')
      await under.store.add(first)
      const attempts = [1, 2].map((signatures) => under.store.replace({ ...first, revision: 1, signatures }))
      const outcomes = await Promise.allSettled(attempts)
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    })

    test('tells what is open, oldest first, and no more than the newest asked for', async () => {
      await using under = await create()
      const stages = ['intended', 'confirmed', 'failed', 'revealed', 'superseded', 'confirmed'] as const
      for (const [index, stage] of stages.entries()) {
        const mode = index === 1 ? 'salted' : 'plain'
        await under.store.add(entryOf(`round-${index}`, { stage, mode }))
      }
      const keys = (entries: readonly OutboxEntry[]) => entries.map(({ key }) => key)
      expect(keys(await under.store.entries({ open: true }))).toEqual(['round-0', 'round-1'])
      expect(keys(await under.store.entries({ limit: 2 }))).toEqual(['round-4', 'round-5'])
    })
  })
}
