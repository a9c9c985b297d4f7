import { expect, test } from 'vitest'
import { palletsOf } from './image-pallets.js'

/** The first of mainnet's versions that has each of these items, and the one before it. */
const arrivals = [
  [385, 391, 'MevShield', 'calls', 'submit_encrypted'],
  [394, 397, 'SubtensorModule', 'calls', 'register_limit'],
  [394, 397, 'SubtensorModule', 'storage', 'BurnIncreaseMult'],
  [402, 411, 'SubtensorModule', 'calls', 'lock_stake'],
  [402, 411, 'AdminUtils', 'calls', 'sudo_set_owner_cut_enabled'],
  [422, 423, 'SubtensorModule', 'calls', 'trigger_epoch'],
  [422, 423, 'SubtensorModule', 'storage', 'ActivityCutoffFactorMilli'],
  [422, 423, 'Swap', 'storage', 'SwapBalancer'],
] as const

test.each(arrivals)(
  'defect: spec %i lacks what spec %i brings: %s %s %s',
  (before, from, name, section, item) => {
    const has = (specVersion: number) => {
      const pallet = palletsOf({ specVersion, slotMs: 12_000 }).find((one) => one.name === name)
      return Object.keys(pallet?.[section] ?? {}).includes(item)
    }
    expect([has(before), has(from), has(425)]).toEqual([false, true, true])
  },
)
