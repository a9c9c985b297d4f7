import { choice, fixedBytes, newtype } from '../type.js'

export const precompileEnum = choice('pallet_admin_utils::pallet::PrecompileEnum', [
  'BalanceTransfer',
  'Staking',
  'Subnet',
  'Metagraph',
  'Neuron',
  'UidLookup',
  'Alpha',
  'Crowdloan',
  'Proxy',
  'Leasing',
  'AddressMapping',
  'VotingPower',
])

export const auraPublic = newtype('sp_consensus_aura::sr25519::app_sr25519::Public', fixedBytes(32))

export const grandpaPublic = newtype('sp_consensus_grandpa::app::Public', fixedBytes(32))
