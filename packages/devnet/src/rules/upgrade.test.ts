import fc from 'fast-check'
import { expect, test } from 'vitest'
import { creditAllStakers, type Holder, stakeOf } from './holdings.js'
import { holders } from './shares.js'
import {
  accountOf,
  allTao,
  type Bench,
  createSubnetBench,
  must,
  people,
  tao,
  upgrade,
} from './testing/bench.js'

const netuid = 2
const hotkeys = ['one', 'two'].map(accountOf)

const act = fc.oneof(
  fc.record({
    kind: fc.constantFrom('add', 'remove'),
    who: fc.constantFrom(...people),
    hotkey: fc.constantFrom(...hotkeys),
    network: fc.constantFrom(0, netuid),
    amount: fc.bigInt({ min: 1n, max: 5_000n * tao }),
  }),
  fc.record({
    kind: fc.constant('earn'),
    who: fc.constant(''),
    hotkey: fc.constantFrom(...hotkeys),
    network: fc.constant(netuid),
    amount: fc.bigInt({ min: 1n, max: 10n ** 12n }),
  }),
)
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never

function start(): Bench {
  const bench = createSubnetBench()
  for (const hotkey of hotkeys)
    must(bench.call(people[0]!, 'SubtensorModule.burned_register', { netuid, hotkey }))
  return bench
}

/** The state after the call matters, not its acceptance. */
function play(bench: Bench, { kind, who, hotkey, network, amount }: Act): void {
  if (kind === 'earn') {
    creditAllStakers(bench.ctx, hotkey, network, amount)
    bench.state.SubtensorModule.SubnetAlphaOut.update(network, (alpha) => alpha + amount)
  } else if (kind === 'add') {
    bench.call(who, 'SubtensorModule.add_stake', { hotkey, netuid: network, amount_staked: amount })
  } else bench.call(who, 'SubtensorModule.remove_stake', { hotkey, netuid: network, amount_unstaked: amount })
}

/** All that somebody owns: free balances and stakes. */
function owned(bench: Bench): unknown {
  const held = (holder: Holder) => [holder, stakeOf(bench.ctx, holder)] as const
  return {
    stakes: holders(bench.ctx).map(held),
    balances: [...bench.state.System.Account.entries()].map(([[account], { data }]) => [account, data.free]),
    issuance: bench.state.Balances.TotalIssuance.get(),
    subtensorIssuance: bench.state.SubtensorModule.TotalIssuance.get(),
  }
}

test('an upgrade from 425 to 473 converts all shares, and back: nobody owns a rao more or less', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), fc.array(act, { maxLength: 6 }), (before, after) => {
      const [old, later] = [start(), start()]
      for (const bench of [old, later]) for (const one of before) play(bench, one)
      const state = owned(old)
      upgrade(later, 473)
      expect(owned(later)).toEqual(state)
      expect(later.state.SubtensorModule.AlphaMapLastKey.get()).toBeUndefined()
      // They also stay equal when both go on, to the last rao.
      for (const bench of [old, later]) for (const one of after) play(bench, one)
      expect(owned(later)).toEqual(owned(old))
      expect(later.state.Balances.TotalIssuance.get()).toBe(allTao(later))
      upgrade(later, 425)
      const shares = ({ state: { SubtensorModule } }: Bench) => [
        [...SubtensorModule.Alpha.entries()],
        [...SubtensorModule.TotalHotkeyShares.entries()],
      ]
      expect(shares(later)).toEqual(shares(old))
      expect([...later.state.SubtensorModule.AlphaV2.keys()]).toEqual([])
    }),
    { numRuns: 40 },
  )
})
