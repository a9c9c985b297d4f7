import * as archive from './archive.js'
import * as author from './author.js'
import * as chain from './chain.js'
import * as chainHead from './chain-head/methods.js'
import * as chainSpec from './chain-spec.js'
import * as dev from './dev.js'
import * as payment from './payment.js'
import { type RpcMethod, rpc } from './session/method.js'
import * as state from './state.js'
import * as system from './system.js'
import * as transaction from './transaction.js'
import * as transactionWatch from './transaction-watch.js'

const rpc_methods = rpc({}, () => ({ methods: [...rpcMethods.keys()].sort() }))

/** Older names that clients still use. */
const aliases = {
  chain_subscribeNewHead: chain.chain_subscribeNewHeads,
  chain_unsubscribeNewHead: chain.chain_unsubscribeNewHeads,
  chain_getHead: chain.chain_getBlockHash,
  chain_getFinalisedHead: chain.chain_getFinalizedHead,
  chain_subscribeFinalisedHeads: chain.chain_subscribeFinalizedHeads,
  chain_unsubscribeFinalisedHeads: chain.chain_unsubscribeFinalizedHeads,
  state_getStorageAt: state.state_getStorage,
  state_getKeysPagedAt: state.state_getKeysPaged,
  state_getRuntimeVersionAt: state.state_getRuntimeVersion,
  chain_getRuntimeVersion: state.state_getRuntimeVersion,
}

/** Every method of the devnet by its name on the wire. Both doors answer from this table. */
export const rpcMethods: ReadonlyMap<string, RpcMethod> = new Map(
  Object.entries<RpcMethod>({
    ...archive,
    ...author,
    ...chain,
    ...chainHead,
    ...chainSpec,
    ...dev,
    ...payment,
    ...state,
    ...system,
    ...transaction,
    ...transactionWatch,
    ...aliases,
    rpc_methods,
  }),
)
