import { tuple, u64, vec } from '../schema/type.js'
import { account } from '../schema/types/common.js'
import { method, type RuntimeApi } from './api.js'

/**
 * Newer than the rules of this chain: from spec 441 on, root dividends gather in baskets, and clients that use them
 * query these first. The devnet has no baskets and reports none.
 */
export const betaBasketApi: RuntimeApi = {
  name: 'BetaBasketRuntimeApi',
  version: 1,
  methods: {
    get_root_basket_owed: method({ coldkey: account }, u64, () => 0n),
    get_root_basket_positions: method({ coldkey: account }, vec(tuple(account, u64, u64)), () => []),
  },
}
