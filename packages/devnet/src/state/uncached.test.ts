import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode, fromHex, toHex } from '../codec/bytes.js'
import { type Devnet, startDevnet } from '../devnet.js'
import { subtensorRules } from '../rules/rules.js'
import type { CallContext, Rules } from '../runtime/context.js'
import { blake2, identity } from '../schema/pallet.js'
import { type Type, u16, u64 } from '../schema/type.js'
import { account } from '../schema/types/common.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { keyWriter } from './keys.js'

const hotkeys = [1, 2].map((at) => `0x${`0${at}`.repeat(32)}`)
const netuids = [0, 1, 2, 3]
const tempoKeys = keyWriter('SubtensorModule', 'Tempo', [identity(u16)])
const stakeKeys = keyWriter('SubtensorModule', 'TotalHotkeyAlpha', [blake2(account), identity(u16)])
const tempoKey = (netuid: number) => tempoKeys.write([netuid]).text
const stakeKey = (hotkey: string, netuid: number) => stakeKeys.write([hotkey, netuid]).text
const defaultTempo = 360

/** Reads everything as rules do, then by raw keys, which remember nothing. */
function compare({ state: { SubtensorModule }, raw }: CallContext): void {
  const { Tempo, TotalHotkeyAlpha } = SubtensorModule
  const places = hotkeys.flatMap((hotkey) => netuids.map((at) => [hotkey, at] as const))
  const tempos = netuids.map((at) => [Tempo.has(at), Tempo.get(at)])
  const stakes = places.map(([hotkey, at]) => TotalHotkeyAlpha.at(hotkey, at).get())
  const walked = [...Tempo.entries()].filter(([[at]]) => netuids.includes(at))

  const stored = new Map(raw.entries(''))
  const tempoOf = (at: number) => readOr(u16, stored.get(tempoKey(at)), defaultTempo)
  expect(tempos).toEqual(netuids.map((at) => [stored.has(tempoKey(at)), tempoOf(at)]))
  expect(stakes).toEqual(places.map(([hotkey, at]) => readOr(u64, stored.get(stakeKey(hotkey, at)), 0n)))
  const there = netuids.filter((at) => stored.has(tempoKey(at)))
  expect(walked).toEqual(there.map((at) => [[at], tempoOf(at)]))
}

const readOr = <T>({ codec }: Type<T>, bytes: Uint8Array | undefined, fallback: T): T =>
  bytes ? decode(codec, bytes) : fallback

type Step =
  | { kind: 'typed' | 'raw' | 'call' | 'undone'; netuid: number; tempo: number }
  | { kind: 'stake'; netuid: number; hotkey: string; rao: number }
  | { kind: 'remove' | 'kill'; netuid: number }
  | { kind: 'prefix' | 'snapshot' | 'revert' | 'mine' }
  | { kind: 'upgrade'; version: number }

const netuid = fc.constantFrom(...netuids)
const tempo = fc.integer({ min: 1, max: 4 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('typed', 'raw', 'call', 'undone'), netuid, tempo }),
  fc.record({ kind: fc.constant('stake'), netuid, hotkey: fc.constantFrom(...hotkeys), rao: fc.nat(9) }),
  fc.record({ kind: fc.constantFrom('remove', 'kill'), netuid }),
  fc.record({ kind: fc.constantFrom('prefix', 'snapshot', 'revert', 'mine') }),
  fc.record({ kind: fc.constant('upgrade'), version: fc.constantFrom(381, 424, 425, 473) }),
)

const bytesOf = (key: string) => fromHex(`0x${key}`)
const remark: RuntimeCall = { pallet: 'System', call: 'remark', args: { remark: new Uint8Array() } }
const system = (call: string, args: object) => ({ pallet: 'System', call, args }) as RuntimeCall
const setTempo = (at: number, value: number) =>
  system('set_storage', { items: [[bytesOf(tempoKey(at)), u16.codec.enc(value)]] })

/** Runs calls as root, all or none, and returns true if they went through. */
function runAll(devnet: Devnet, ...calls: RuntimeCall[]): boolean {
  return devnet.impersonate('root').execute('Utility', 'batch_all', { calls }).error === null
}

async function take(devnet: Devnet, snapshots: string[], given: Step): Promise<void> {
  const { kind } = given
  if (kind === 'typed') devnet.setStorage('SubtensorModule', 'Tempo', [given.netuid], given.tempo)
  else if (kind === 'remove') devnet.setStorage('SubtensorModule', 'Tempo', [given.netuid], undefined)
  else if (kind === 'stake') {
    const { hotkey, netuid: at, rao } = given
    devnet.setStorage('SubtensorModule', 'TotalHotkeyAlpha', [hotkey, at], BigInt(rao))
  } else if (kind === 'raw') {
    const write = [`0x${tempoKey(given.netuid)}`, toHex(u16.codec.enc(given.tempo))]
    await devnet.provider.send('dev_setStorage', [[write]])
  } else if (kind === 'call') runAll(devnet, setTempo(given.netuid, given.tempo), remark)
  else if (kind === 'undone') {
    const refused = { pallet: 'SubtensorModule', call: 'start_call', args: { netuid: 1 } } as RuntimeCall
    expect(runAll(devnet, setTempo(given.netuid, given.tempo), remark, refused)).toBe(false)
  } else if (kind === 'kill') {
    runAll(devnet, system('kill_storage', { keys: [bytesOf(tempoKey(given.netuid))] }), remark)
  } else if (kind === 'prefix') {
    runAll(devnet, system('kill_prefix', { prefix: bytesOf(tempoKeys.write([]).text), subkeys: 2 }), remark)
  } else if (kind === 'snapshot') snapshots.push(devnet.snapshot())
  else if (kind === 'revert') {
    const id = snapshots.pop()
    if (id !== undefined) devnet.revert(id)
  } else if (kind === 'upgrade') devnet.upgradeRuntime(given.version)
  else devnet.mine()
}

test('rules read what is stored, whatever calls, edits, reverts and upgrades did before', async () => {
  let compared = 0
  const rules: Rules = {
    ...subtensorRules,
    calls: {
      ...subtensorRules.calls,
      'System.remark': (ctx) => {
        compare(ctx)
        compared++
      },
    },
  }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const faults: unknown[] = []
      const onFault = (fault: unknown) => void faults.push(fault)
      await using devnet = await startDevnet(rules, { seed: 'uncached', blockTime: 'manual', onFault })
      const snapshots: string[] = []
      for (const given of steps) {
        await take(devnet, snapshots, given)
        const before = compared
        const { error } = devnet.impersonate('root').execute('System', 'remark', { remark: new Uint8Array() })
        expect([error, faults, compared > before]).toEqual([null, [], true])
      }
    }),
    { numRuns: 12 },
  )
})
