import { describe, expect, test } from 'vitest'
import type { OutboxEntry } from '../outbox/entry.js'
import type { OutboxStore } from '../outbox/store.js'
import { entryOf, sampleEntries, sampleExtrinsic } from './entry.js'

/** A store, and the same one as another process would find it afterwards. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: OutboxStore
  reopen(): Promise<OutboxStore>
}

/** Tests that every store of an outbox has to pass. */
export function describeOutboxStore(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`outbox store: ${name}`, () => {
    test('gives back what was written, to the last field, also after it was opened again', async () => {
      await using under = await create()
      const entries = sampleEntries()
      for (const entry of entries) await under.store.add(entry)
      expect(await under.store.entries()).toEqual(entries)
      expect(await (await under.reopen()).entries()).toEqual(entries)
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
      const second: OutboxEntry = {
        ...first,
        revision: 1,
        stage: 'signed',
        mode: 'plain',
        signed: sampleExtrinsic,
      }
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

    test('lists what is open, oldest first, and no more than the newest asked for', async () => {
      await using under = await create()
      const wanted = ['intended', 'confirmed salted', 'confirmed plain', 'failed', 'revealing', 'superseded']
      for (const entry of sampleEntries()) if (wanted.includes(entry.key)) await under.store.add(entry)
      const keys = (entries: readonly OutboxEntry[]) => entries.map(({ key }) => key)
      const open = ['intended', 'confirmed salted', 'revealing']
      expect(keys(await under.store.entries({ open: true }))).toEqual(open)
      expect(keys(await under.store.entries({ limit: 2 }))).toEqual(['superseded', 'failed'])
    })
  })
}
