import { expect, test } from 'vitest'
import { findPallet } from '../schema/schema.js'
import { plannedItems, type Scope, unplannedItems } from './plan.js'

/** Keys of an item of each scope. */
const keys: Partial<Record<Scope, readonly number[]>> = {
  value: [0],
  networks: [1],
  subnet: [1, 2, 3],
  mechanisms: [1, 2],
  hotkeys: [2],
  hotkeysAndRoot: [2],
  accounts: [1, 2],
  stakes: [3],
}

test('every planned item is one of the schema, once, with the keys of its scope', () => {
  for (const { pallet, item, scope, name } of plannedItems) {
    const described = findPallet(pallet)?.storage[item]
    expect(described, name).toBeDefined()
    if (keys[scope]) expect(keys[scope], name).toContain(described!.keys.length)
  }
  expect(new Set(plannedItems.map(({ name }) => name)).size).toBe(plannedItems.length)
})

test('what is left out of the pallets with rules about subnets is left out by name', () => {
  const left = unplannedItems().filter((name) => /^(SubtensorModule|Swap|Commitments|Drand)\./.test(name))
  const named = [
    // Bookkeeping of migrations and jobs, and registrations by work.
    'SubtensorModule.NextStakeJobId',
    'SubtensorModule.AlphaMapLastKey',
    'SubtensorModule.UsedWork',
    'SubtensorModule.HasMigrationRun',
    // Emptied in each block, or no longer read by any rule.
    'SubtensorModule.LastColdkeyHotkeyStakeBlock',
    'SubtensorModule.StakingOperationRateLimiter',
    // Newer than the devnet's rules, which never write them.
    'SubtensorModule.Lock',
    'SubtensorModule.DissolveCleanupQueue',
    'SubtensorModule.NetworkRegistrationQueue',
    // The pool of older runtimes.
    'Swap.Ticks',
    'Swap.Positions',
    'Swap.LastPositionId',
    'Swap.TickIndexBitmapWords',
    'Drand.HasMigrationRun',
    'Drand.NextUnsignedAt',
  ]
  expect(left.toSorted()).toEqual(named.toSorted())
})
