import type { CallParameters } from './types.js'

const account = '[u8; 32]'
const onNetuid = 'netuid: u16, '
const onMechanism = 'netuid: u16, mecid: u8, '
const row = 'dests: Vec<u16>, weights: Vec<u16>, version_key: u64'
const opened = 'uids: Vec<u16>, values: Vec<u16>, salt: Vec<u16>, version_key: u64'
const sealed = 'commit: Vec<u8>, reveal_round: u64'
const axon =
  'netuid: u16, version: u32, ip: u128, port: u16, ip_type: u8, protocol: u8, placeholder1: u8, placeholder2: u8'
const identityFields = [
  'subnet_name',
  'github_repo',
  'subnet_contact',
  'subnet_url',
  'discord',
  'description',
  'logo_url',
  'additional',
]
  .map((field) => `${field}: Vec<u8>`)
  .join(', ')

/** A call constructor: with its arguments it returns a call for `submit`. */
export interface DeclaredCall {
  (...args: readonly unknown[]): CallParameters
  /** `Pallet.name`. */
  readonly callName: string
  /** Names and layout of the arguments; null if they depend on the value that is set. */
  readonly given: string | null
}

function declareCall(name: string, given: string | null): DeclaredCall {
  const [pallet = '', call = ''] = name.split('.')
  return Object.assign((...args: readonly unknown[]) => ({ pallet, call, args }), { callName: name, given })
}

const subtensor = (name: string, given: string | null) => declareCall(`SubtensorModule.${name}`, given)

/** Every call that is made here by itself, with the arguments that it is written for. */
export const calls = {
  addStakeLimit: subtensor(
    'add_stake_limit',
    `hotkey: ${account}, netuid: u16, amount_staked: u64, limit_price: u64, allow_partial: bool`,
  ),
  batchAll: declareCall('Utility.batch_all', 'calls: Vec<Call>'),
  burnedRegister: subtensor('burned_register', `${onNetuid}hotkey: ${account}`),
  commitCrv3MechanismWeights: subtensor('commit_crv3_mechanism_weights', `${onMechanism}${sealed}`),
  commitMechanismWeights: subtensor('commit_mechanism_weights', `${onMechanism}commit_hash: ${account}`),
  commitTimelockedMechanismWeights: subtensor(
    'commit_timelocked_mechanism_weights',
    `${onMechanism}${sealed}, commit_reveal_version: u16`,
  ),
  commitTimelockedWeights: subtensor(
    'commit_timelocked_weights',
    `${onNetuid}${sealed}, commit_reveal_version: u16`,
  ),
  commitWeights: subtensor('commit_weights', `${onNetuid}commit_hash: ${account}`),
  decreaseTake: subtensor('decrease_take', `hotkey: ${account}, take: u16`),
  increaseTake: subtensor('increase_take', `hotkey: ${account}, take: u16`),
  moveStake: subtensor(
    'move_stake',
    `origin_hotkey: ${account}, destination_hotkey: ${account}, origin_netuid: u16, destination_netuid: u16, alpha_amount: u64`,
  ),
  registerLimit: subtensor('register_limit', `${onNetuid}hotkey: ${account}, limit_price: u64`),
  registerNetwork: subtensor('register_network', `hotkey: ${account}`),
  registerNetworkWithIdentity: subtensor('register_network_with_identity', null),
  removeStakeLimit: subtensor(
    'remove_stake_limit',
    `hotkey: ${account}, netuid: u16, amount_unstaked: u64, limit_price: u64, allow_partial: bool`,
  ),
  remark: declareCall('System.remark', 'remark: Vec<u8>'),
  revealMechanismWeights: subtensor('reveal_mechanism_weights', `${onMechanism}${opened}`),
  revealWeights: subtensor('reveal_weights', `${onNetuid}${opened}`),
  rootRegister: subtensor('root_register', `hotkey: ${account}`),
  serveAxon: subtensor('serve_axon', axon),
  serveAxonTls: subtensor('serve_axon_tls', `${axon}, certificate: Vec<u8>`),
  setCommitment: declareCall('Commitments.set_commitment', `${onNetuid}info: { fields: Vec<Data> }`),
  setMechanismWeights: subtensor('set_mechanism_weights', `${onMechanism}${row}`),
  setSubnetIdentity: subtensor('set_subnet_identity', `${onNetuid}${identityFields}`),
  setWeights: subtensor('set_weights', `${onNetuid}${row}`),
  startCall: subtensor('start_call', 'netuid: u16'),
  sudo: declareCall('Sudo.sudo', 'call: Call'),
  transferKeepAlive: declareCall('Balances.transfer_keep_alive', 'dest: MultiAddress, value: Compact<u64>'),
} as const
