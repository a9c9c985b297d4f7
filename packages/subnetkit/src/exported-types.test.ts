import { expectTypeOf, it } from 'vitest'
import type * as miner from './entries/miner.js'
import type * as subnetkit from './index.js'

it('defect: the types that a client returns could not be imported', () => {
  expectTypeOf<subnetkit.MinerClient<subnetkit.Protocol>>().toHaveProperty('queryVersions')
  expectTypeOf<miner.QueryResult<1>>().toEqualTypeOf<subnetkit.QueryResult<1>>()
  expectTypeOf<miner.QueryOptions>().toEqualTypeOf<subnetkit.QueryOptions>()
  expectTypeOf<miner.ProvenAnswer>().toEqualTypeOf<subnetkit.ProvenAnswer>()
  expectTypeOf<miner.CollectedReceipts>().toEqualTypeOf<subnetkit.CollectedReceipts>()
  expectTypeOf<miner.CollectingClient<subnetkit.Protocol>>().toEqualTypeOf<
    subnetkit.CollectingClient<subnetkit.Protocol>
  >()
})
