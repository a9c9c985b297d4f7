import { choice, struct, u32 } from '../type.js'
import { account, hash } from './common.js'

export const proxyType = choice('subtensor_runtime_common::ProxyType', [
  'Any',
  'Owner',
  'NonCritical',
  'NonTransfer',
  'Senate',
  'NonFungible',
  'Triumvirate',
  'Governance',
  'Staking',
  'Registration',
  'Transfer',
  'SmallTransfer',
  'RootWeights',
  'ChildKeys',
  'SudoUncheckedSetCode',
  'SwapHotkey',
  'SubnetLeaseBeneficiary',
  'RootClaim',
])

/** An account that may act for another, and for what. */
export const proxyDefinition = struct(
  'pallet_subtensor_proxy::ProxyDefinition',
  { delegate: account, proxy_type: proxyType, delay: u32 },
  [
    { name: 'AccountId', type: account },
    { name: 'ProxyType', type: proxyType },
    { name: 'BlockNumber', type: u32 },
  ],
)

/** A call that a proxy is going to make, by its hash. */
export const announcement = struct(
  'pallet_subtensor_proxy::Announcement',
  { real: account, call_hash: hash, height: u32 },
  [
    { name: 'AccountId', type: account },
    { name: 'Hash', type: hash },
    { name: 'BlockNumber', type: u32 },
  ],
)

export const depositKind = choice('pallet_subtensor_proxy::DepositKind', ['Proxies', 'Announcements'])
