/** A request that a devnet answers with a result. */
export interface Example {
  readonly method: string
  readonly params: readonly unknown[]
}

/** Names of things that exist on the devnet under test. */
export interface DoorWorld {
  readonly head: string
  readonly parent: string
  readonly account: string
  /** A key of storage, and the prefix of several. */
  readonly key: string
  readonly prefix: string
  /** A signed extrinsic, and the bytes of a call. */
  readonly extrinsic: string
  readonly call: string
  /** A pulse of the chain's own beacon, which it has. */
  readonly pulse: { readonly round: number }
}

/** Stands for the id of a snapshot that is taken when the request is sent. */
export const SNAPSHOT = 'SNAPSHOT'

/** Ids of the first subscriptions and operations of a connection, in the order in which they begin. */
const subscription = (at: number) => `0x${at.toString(16).padStart(16, '0')}`
const follow = subscription(1)

const list = (methods: string, params: readonly unknown[] = []): Example[] =>
  methods
    .trim()
    .split(/\s+/)
    .map((method) => ({ method, params }))

/** At least one valid request of each method; those of `chainHead` follow on the first subscription of their connection. */
export function examplesOf(world: DoorWorld): readonly Example[] {
  const { head, parent, account, key, prefix, extrinsic, call, pulse } = world
  return [
    ...list('chainHead_v1_follow', [true]),
    ...list('chainHead_v1_header chainHead_v1_body', [follow, head]),
    ...list('chainHead_v1_call', [follow, head, 'AccountNonceApi_account_nonce', `0x${'11'.repeat(32)}`]),
    ...list('chainHead_v1_storage', [follow, head, [{ key: prefix, type: 'descendantsValues' }], null]),
    ...list('chainHead_v1_storage', [follow, head, [{ key, type: 'closestDescendantMerkleValue' }], null]),
    ...list('chainHead_v1_continue chainHead_v1_stopOperation', [follow, '1']),
    ...list('chainHead_v1_unpin', [follow, [parent]]),
    ...list('chainHead_v1_unfollow', [follow]),
    ...list('archive_v1_header archive_v1_body', [head]),
    ...list('archive_v1_call', [head, 'Core_version', '0x']),
    ...list('archive_v1_storage', [
      head,
      [{ key: prefix, type: 'descendantsHashes', paginationStartKey: key }],
    ]),
    ...list('archive_v1_storageDiff', [head, [{ key: prefix, returnType: 'value' }], parent]),
    ...list('archive_v1_hashByHeight', [1]),
    ...list('archive_v1_stopStorage archive_v1_stopStorageDiff', [subscription(1)]),
    ...list('archive_v1_finalizedHeight archive_v1_genesisHash rpc_methods author_pendingExtrinsics'),
    ...list('chainSpec_v1_chainName chainSpec_v1_genesisHash chainSpec_v1_properties'),
    ...list(`system_chain system_chainType system_name system_version system_properties system_health system_peers
      system_nodeRoles system_localPeerId system_localListenAddresses system_syncState`),
    ...list('system_accountNextIndex account_nextIndex', [account]),
    ...list('system_dryRun system_dryRunAt', [extrinsic]),
    ...list('system_dryRun', [extrinsic, parent]),
    ...list('payment_queryInfo payment_queryFeeDetails', [extrinsic, head]),
    ...list('chain_getBlockHash chain_getHead', [[0, 1, null, '0x1']]),
    ...list('chain_getHeader chain_getBlock chain_getRuntimeVersion', [head]),
    ...list('chain_getFinalizedHead chain_getFinalisedHead'),
    ...list(`chain_subscribeNewHeads chain_subscribeAllHeads chain_subscribeFinalizedHeads chain_subscribeNewHead
      chain_subscribeFinalisedHeads state_subscribeRuntimeVersion`),
    ...list(
      `chain_unsubscribeNewHeads chain_unsubscribeAllHeads chain_unsubscribeFinalizedHeads chain_unsubscribeNewHead
      chain_unsubscribeFinalisedHeads state_unsubscribeRuntimeVersion state_unsubscribeStorage
      author_unwatchExtrinsic transactionWatch_v1_unwatch`,
      [subscription(2)],
    ),
    ...list('state_getMetadata state_getRuntimeVersion state_getRuntimeVersionAt', [head]),
    ...list('state_getStorage state_getStorageAt state_getStorageHash state_getStorageSize', [key, head]),
    ...list('state_queryStorageAt', [[key, prefix], head]),
    ...list('state_queryStorage', [[key, prefix], parent, head]),
    ...list('state_subscribeStorage', [[key, prefix]]),
    ...list('state_getKeysPaged state_getKeysPagedAt', [prefix, 10, key, head]),
    ...list('state_getKeys', [prefix, head]),
    ...list('state_call', ['SubnetInfoRuntimeApi_get_subnet_info', '0x0100', head]),
    ...list('dev_mine', [1]),
    ...list('dev_mineUntilEpoch', [1]),
    ...list('dev_setNextTimestamp', [4_000_000_000_000]),
    ...list('dev_snapshot'),
    ...list('dev_revert', [SNAPSHOT]),
    ...list('dev_fund', [account, '5000000000']),
    ...list('dev_impersonate', [account, call]),
    ...list('dev_setStorage', [
      [
        [key, '0x01000000'],
        ['0xffff01', null],
      ],
    ]),
    ...list('dev_upgradeRuntime', [424]),
    ...list('dev_feedPulse', [pulse]),
    ...list('dev_pulse', [pulse.round]),
    ...list(
      `author_submitExtrinsic author_submitAndWatchExtrinsic transactionWatch_v1_submitAndWatch
      transaction_v1_broadcast`,
      [extrinsic],
    ),
    ...list('transaction_v1_stop', [subscription(1)]),
  ]
}

/** Begins with the operations of a follower, since most of `chainHead` means nothing without one. */
export const isOfFollower = ({ method }: Example): boolean =>
  method.startsWith('chainHead_v1_') && method !== 'chainHead_v1_follow'

/** Methods whose success changes the chain, or its pool. */
export const changesChain = ({ method }: Example): boolean =>
  /^dev_|^author_submit|^transaction_v1_broadcast|^transactionWatch_v1_submit/.test(method)
