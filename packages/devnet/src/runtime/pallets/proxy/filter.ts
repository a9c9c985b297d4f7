import type { Of } from '../../../schema/type.js'
import type { RuntimeCall } from '../../../schema/types/outer.js'
import type { proxyType } from '../../../schema/types/proxy.js'

export type ProxyType = Of<typeof proxyType>

/** Rao and alpha below which a transfer is a small one. */
const SMALL = 500_000_000n

const subtensor = (...calls: string[]) => calls.map((call) => `SubtensorModule.${call}`)
const adminUtils = (...calls: string[]) => calls.map((call) => `AdminUtils.${call}`)

const coldkeySwap = subtensor(
  'announce_coldkey_swap',
  'swap_coldkey_announced',
  'clear_coldkey_swap_announcement',
  'dispute_coldkey_swap',
)
const oldColdkeySwap = subtensor('schedule_swap_coldkey', 'swap_coldkey')
const stakeMoves = subtensor(
  'add_stake',
  'add_stake_limit',
  'remove_stake',
  'remove_stake_limit',
  'remove_stake_full_limit',
  'unstake_all',
  'unstake_all_alpha',
  'swap_stake',
  'swap_stake_limit',
  'move_stake',
)
const hotkeySwap = subtensor('swap_hotkey', 'swap_hotkey_v2')
const ownerHotkey = adminUtils('sudo_set_sn_owner_hotkey', 'sudo_set_subnet_owner_hotkey')

/** Calls as `Pallet.call`, or all of a pallet as `Pallet`. */
const contains = (calls: readonly string[], { pallet, call }: RuntimeCall): boolean =>
  calls.includes(pallet) || calls.includes(`${pallet}.${call}`)

type Filter = (call: RuntimeCall) => boolean
const only =
  (...calls: readonly string[]): Filter =>
  (call) =>
    contains(calls, call)
const allBut =
  (...calls: readonly string[]): Filter =>
  (call) =>
    !contains(calls, call)
const none: Filter = () => false

function isSmallTransfer({ pallet, call, args }: RuntimeCall): boolean {
  const name = `${pallet}.${call}`
  if (name === 'SubtensorModule.transfer_stake') return (args.alpha_amount as bigint) < SMALL
  const isTransfer = ['Balances.transfer_keep_alive', 'Balances.transfer_allow_death'].includes(name)
  return isTransfer && (args.value as bigint) < SMALL
}

function isUncheckedSetCode({ pallet, call, args }: RuntimeCall): boolean {
  if (pallet !== 'Sudo' || call !== 'sudo_unchecked_weight') return false
  const inner = args.call as RuntimeCall
  return inner.pallet === 'System' && inner.call === 'set_code'
}

const ownerCalls = only('AdminUtils', ...subtensor('set_subnet_identity', 'update_symbol'))

/** Calls that a proxy of each type may make. */
const filters: Readonly<Record<ProxyType, Filter>> = {
  Any: () => true,
  NonTransfer: allBut('Balances', ...subtensor('transfer_stake'), ...oldColdkeySwap, ...coldkeySwap),
  NonFungible: allBut(
    'Balances',
    ...stakeMoves,
    ...subtensor('transfer_stake', 'burned_register', 'root_register'),
    ...oldColdkeySwap,
    ...coldkeySwap,
    ...hotkeySwap,
  ),
  Transfer: only(
    'Balances.transfer_keep_alive',
    'Balances.transfer_allow_death',
    'Balances.transfer_all',
    'SubtensorModule.transfer_stake',
  ),
  SmallTransfer: isSmallTransfer,
  Owner: (call) => ownerCalls(call) && !contains(ownerHotkey, call),
  NonCritical: allBut(
    'Sudo',
    ...subtensor('dissolve_network', 'root_register', 'burned_register'),
    ...coldkeySwap,
  ),
  Triumvirate: none,
  Senate: none,
  Governance: none,
  RootWeights: none,
  Staking: only(...stakeMoves, ...subtensor('set_root_claim_type')),
  Registration: only(...subtensor('burned_register', 'register', 'register_limit')),
  ChildKeys: only(...subtensor('set_children', 'set_childkey_take')),
  SudoUncheckedSetCode: isUncheckedSetCode,
  SwapHotkey: only(...hotkeySwap),
  RootClaim: only(...subtensor('claim_root')),
  SubnetLeaseBeneficiary: only(
    ...subtensor('start_call'),
    ...adminUtils(
      'sudo_set_serving_rate_limit',
      'sudo_set_min_difficulty',
      'sudo_set_max_difficulty',
      'sudo_set_weights_version_key',
      'sudo_set_adjustment_alpha',
      'sudo_set_immunity_period',
      'sudo_set_min_allowed_weights',
      'sudo_set_kappa',
      'sudo_set_rho',
      'sudo_set_activity_cutoff',
      'sudo_set_network_registration_allowed',
      'sudo_set_network_pow_registration_allowed',
      'sudo_set_max_burn',
      'sudo_set_bonds_moving_average',
      'sudo_set_bonds_penalty',
      'sudo_set_commit_reveal_weights_enabled',
      'sudo_set_liquid_alpha_enabled',
      'sudo_set_alpha_values',
      'sudo_set_commit_reveal_weights_interval',
      'sudo_set_toggle_transfer',
      'sudo_set_subnet_emission_enabled',
      'sudo_set_min_childkey_take_per_subnet',
    ),
  ),
}

/** Returns true if a proxy of type `type` may do all that one of type `other` may. */
function includes(type: ProxyType, other: ProxyType): boolean {
  if (type === other || type === 'Any') return true
  if (other === 'Any') return false
  if (type === 'NonTransfer') return other !== 'Transfer' && other !== 'SmallTransfer'
  return type === 'Transfer' && other === 'SmallTransfer'
}

/** Returns true if a proxy of a type may make a call; no proxy may give another more than it has itself. */
export function mayProxy(type: ProxyType, call: RuntimeCall): boolean {
  if (call.pallet === 'Proxy') {
    const changesOne = call.call === 'add_proxy' || call.call === 'remove_proxy'
    if (changesOne && !includes(type, call.args.proxy_type as ProxyType)) return false
    const removesAll = call.call === 'remove_proxies' || call.call === 'kill_pure'
    if (removesAll && type !== 'Any') return false
  }
  return filters[type](call)
}
