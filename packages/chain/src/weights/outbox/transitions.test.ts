import { describe, expect, expectTypeOf, test } from 'vitest'
import { entryOf, sampleEntries, sampleExtrinsic } from '../testing/entry.js'
import { createMemoryStore } from '../testing/memory-store.js'
import {
  type CommittedEntry,
  type EntryAt,
  type FailedEntry,
  type IncludedEntry,
  isSettled,
  type OpenEntry,
  type OutboxEntry,
  type OutboxStage,
  type RevealedEntry,
  type SignedEntry,
  type SubmittedEntry,
} from './entry.js'
import { decodeEntry, encodeEntry } from './entry-json.js'
import { type TargetOf, transit, transitions } from './transitions.js'

const at = <S extends OutboxStage>(stage: S, mode?: string) =>
  sampleEntries().find(
    (entry) => entry.stage === stage && (mode === undefined || ('mode' in entry && entry.mode === mode)),
  ) as EntryAt<S>

async function kept<E extends OutboxEntry>(entry: E) {
  const store = createMemoryStore()
  await store.add(entry)
  const changes: (readonly [OutboxStage | undefined, OutboxStage])[] = []
  const onChange = (next: OutboxEntry, before: OutboxEntry | null) =>
    void changes.push([before?.stage, next.stage])
  return { store, context: { store, onChange }, changes, entry }
}

const block = { number: 40, hash: '0x12' }
const failure = { code: 'X', cause: null, reason: 'r', fix: 'F.', retryBlock: null }
/** A value for every field that a transition may ask for. */
const anything = {
  ...{ mode: 'salted', sealed: { kind: 'salted', hash: '0xef', salt: [1], epoch: 2 }, signatures: 1 },
  ...{ signed: sampleExtrinsic, included: block, reveal: sampleExtrinsic, revealed: block, failure },
} as const

type Untyped = (context: unknown, entry: OutboxEntry, to: OutboxStage, given?: object) => Promise<OutboxEntry>
const untyped = transit as unknown as Untyped

describe('transitions', () => {
  test('every step of the table leads to an entry that its stage allows, and is durable', async () => {
    for (const row of transitions) {
      const modes: readonly string[] | undefined = 'modes' in row ? row.modes : undefined
      for (const entry of sampleEntries()) {
        const mode = 'mode' in entry ? entry.mode : undefined
        if (isSettled(entry) || !row.from.some((from) => from === entry.stage)) continue
        if (modes && !modes.includes(String(mode))) continue
        const { context, store, changes } = await kept(entry)
        const sealed = 'sealed' in entry && entry.sealed.kind === 'timelocked' ? { sealed: entry.sealed } : {}
        const given = Object.fromEntries(
          row.needs
            .filter((field) => field !== 'sealed' || mode !== 'plain')
            .map((field) => [field, { ...anything, ...sealed }[field]]),
        )
        const next = await untyped(context, entry, row.to, given)
        // The codec takes no field too many and none too few.
        expect(decodeEntry(encodeEntry(next))).toEqual(next)
        expect(await store.entries()).toEqual([next])
        expect([next.revision, changes]).toEqual([entry.revision + 1, [[entry.stage, row.to]]])
      }
    }
  })

  test('every other step is refused, and changes nothing', async () => {
    const stages = [...new Set(sampleEntries().map(({ stage }) => stage))]
    expect(stages).toHaveLength(9)
    for (const entry of sampleEntries()) {
      const mode = 'mode' in entry ? entry.mode : undefined
      for (const to of stages) {
        const isAllowed = transitions.some(
          (row) =>
            row.to === to &&
            row.from.some((from) => from === entry.stage) &&
            (!('modes' in row) || row.modes.some((one) => one === mode)),
        )
        if (isAllowed && !isSettled(entry)) continue
        const { context, store, changes } = await kept(entry)
        await expect(untyped(context, entry, to, anything)).rejects.toMatchObject({
          code: 'OUTBOX_TRANSITION',
        })
        expect([await store.entries(), changes]).toEqual([[entry], []])
      }
    }
  })

  test('a step without what it needs is refused', async () => {
    const { context, store, entry } = await kept(at('submitted'))
    await expect(untyped(context, entry, 'included', {})).rejects.toMatchObject({ code: 'OUTBOX_TRANSITION' })
    expect(await store.entries()).toEqual([entry])
  })

  test('a listener that throws is a warning', async () => {
    const warning = new Promise<Error>((resolve) => process.once('warning', resolve))
    const { store, entry } = await kept(at('signed'))
    const onChange = () => {
      throw new Error('of the listener')
    }
    expect((await transit({ store, onChange }, entry, 'submitted')).stage).toBe('submitted')
    expect((await warning).message).toBe('of the listener')
  })
})

test('the types of a transition follow from the table', () => {
  expectTypeOf<TargetOf<SignedEntry>>().toEqualTypeOf<'submitted' | 'intended' | 'superseded' | 'failed'>()
  expectTypeOf<TargetOf<SubmittedEntry>>().toEqualTypeOf<'intended' | 'included' | 'confirmed' | 'failed'>()
  expectTypeOf<TargetOf<OpenEntry>>().toEqualTypeOf<'failed'>()
  type Salted = Extract<CommittedEntry, { mode: 'salted' }>
  type Timelocked = Extract<CommittedEntry, { mode: 'timelocked' }>
  expectTypeOf<TargetOf<Salted>>().toEqualTypeOf<'revealing' | 'revealed' | 'superseded' | 'failed'>()
  expectTypeOf<TargetOf<Timelocked>>().toEqualTypeOf<'revealed' | 'superseded' | 'failed'>()

  // Compiled, never run.
  const compiled = async (
    context: Parameters<typeof transit>[0],
    signed: SignedEntry,
    submitted: SubmittedEntry,
    salted: Salted,
    timelocked: Timelocked,
  ) => {
    expectTypeOf(await transit(context, signed, 'submitted')).toEqualTypeOf<SubmittedEntry>()
    expectTypeOf(await transit(context, signed, 'failed', { failure })).toEqualTypeOf<FailedEntry>()
    if (submitted.mode === 'plain') {
      const included = await transit(context, submitted, 'included', { included: block })
      expectTypeOf(included).toEqualTypeOf<Extract<IncludedEntry, { mode: 'plain' }>>()
    }
    const revealed = await transit(context, timelocked, 'revealed', { revealed: block })
    expectTypeOf(revealed).toEqualTypeOf<Extract<RevealedEntry, { mode: 'timelocked' }>>()
    // @ts-expect-error signed bytes are in no block before they are submitted
    await transit(context, signed, 'included', { included: block })
    // @ts-expect-error an intended entry has nothing to submit
    await transit(context, entryOf('a'), 'submitted')
    // @ts-expect-error the block is missing
    await transit(context, submitted, 'included')
    // @ts-expect-error the failure is missing
    await transit(context, signed, 'failed', {})
    // @ts-expect-error the chain itself opens a timelocked commit
    await transit(context, timelocked, 'revealing', { reveal: sampleExtrinsic })
    // @ts-expect-error a seal of the other kind
    await transit(context, submitted as Extract<SubmittedEntry, { mode: 'salted' }>, 'included', {
      ...{ included: block, sealed: timelocked.sealed },
    })
    // @ts-expect-error which block revealed a timelocked commit is always known
    await transit(context, timelocked, 'revealed', { revealed: null })
    await transit(context, salted, 'revealed', { reveal: null, revealed: null })
    // @ts-expect-error a settled entry goes nowhere
    await transit(context, at('failed'), 'intended')
  }
  expectTypeOf(compiled).toBeFunction()
})

test('an entry has what its stage says, and nothing else', () => {
  const entry = at('confirmed', 'plain') as OutboxEntry
  // @ts-expect-error an intended entry has no extrinsic
  void entry.signed
  if (entry.stage === 'revealing') expectTypeOf(entry.sealed.kind).toEqualTypeOf<'salted'>()
  if (entry.stage === 'submitted' && entry.mode === 'plain') {
    // @ts-expect-error nothing is sealed in plain mode
    void entry.sealed
  }
  if (isSettled(entry) && entry.stage === 'confirmed') expectTypeOf(entry.mode).toEqualTypeOf<'plain'>()
})
