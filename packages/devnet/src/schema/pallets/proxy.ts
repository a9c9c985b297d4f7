import { call, constant, event, map, optionalMap, pallet, since, twox } from '../pallet.js'
import { bool, bounded, compact, option, tuple, u16, u32, u64, unit, vec } from '../type.js'
import { account, hash } from '../types/common.js'
import { dispatchResult } from '../types/dispatch.js'
import { runtimeCall } from '../types/outer.js'
import { announcement, depositKind, proxyDefinition, proxyType } from '../types/proxy.js'
import { multiAddress } from '../types/system.js'

export const proxyPallet = pallet('Proxy', 16, 'pallet_subtensor_proxy', {
  storage: {
    Proxies: map([twox(account)], tuple(bounded(vec(proxyDefinition)), u64)),
    Announcements: map([twox(account)], tuple(bounded(vec(announcement)), u64)),
    LastCallResult: optionalMap([twox(account)], dispatchResult),
    RealPaysFee: since(385, optionalMap([twox(account), twox(account)], unit)),
  },
  calls: {
    proxy: call(0, { real: multiAddress, force_proxy_type: option(proxyType), call: runtimeCall }),
    add_proxy: call(1, { delegate: multiAddress, proxy_type: proxyType, delay: u32 }),
    remove_proxy: call(2, { delegate: multiAddress, proxy_type: proxyType, delay: u32 }),
    remove_proxies: call(3),
    create_pure: call(4, { proxy_type: proxyType, delay: u32, index: u16 }),
    kill_pure: call(5, {
      spawner: multiAddress,
      proxy_type: proxyType,
      index: u16,
      height: compact(u32),
      ext_index: compact(u32),
    }),
    announce: call(6, { real: multiAddress, call_hash: hash }),
    remove_announcement: call(7, { real: multiAddress, call_hash: hash }),
    reject_announcement: call(8, { delegate: multiAddress, call_hash: hash }),
    proxy_announced: call(9, {
      delegate: multiAddress,
      real: multiAddress,
      force_proxy_type: option(proxyType),
      call: runtimeCall,
    }),
    poke_deposit: call(10),
    set_real_pays_fee: since(385, call(11, { delegate: multiAddress, pays_fee: bool })),
  },
  events: {
    ProxyExecuted: event(0, { result: dispatchResult }),
    PureCreated: event(1, {
      pure: account,
      who: account,
      proxy_type: proxyType,
      disambiguation_index: u16,
    }),
    PureKilled: event(2, {
      pure: account,
      spawner: account,
      proxy_type: proxyType,
      disambiguation_index: u16,
    }),
    Announced: event(3, { real: account, proxy: account, call_hash: hash }),
    ProxyAdded: event(4, { delegator: account, delegatee: account, proxy_type: proxyType, delay: u32 }),
    ProxyRemoved: event(5, { delegator: account, delegatee: account, proxy_type: proxyType, delay: u32 }),
    DepositPoked: event(6, { who: account, kind: depositKind, old_deposit: u64, new_deposit: u64 }),
    RealPaysFeeSet: since(385, event(7, { real: account, delegate: account, pays_fee: bool })),
  },
  errors: [
    'TooMany',
    'NotFound',
    'NotProxy',
    'Unproxyable',
    'Duplicate',
    'NoPermission',
    'Unannounced',
    'NoSelfProxy',
    'AnnouncementDepositInvariantViolated',
    'InvalidDerivedAccountId',
  ],
  constants: {
    ProxyDepositBase: constant(u64, 60_000_000n),
    ProxyDepositFactor: constant(u64, 33_000_000n),
    MaxProxies: constant(u32, 20),
    MaxPending: constant(u32, 75),
    AnnouncementDepositBase: constant(u64, 36_000_000n),
    AnnouncementDepositFactor: constant(u64, 68_000_000n),
  },
})
