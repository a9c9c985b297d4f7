import { hyperparameters } from '../hyperparameters/table.js'

/** Something of the runtime that core uses, by the chain's own names. */
export interface RuntimeNeed {
  readonly kind: 'call' | 'storage' | 'api' | 'constant'
  /** `Pallet.name`, or `RuntimeApi.method`. */
  readonly name: string
  /**
   * What is encoded to use it: arguments of a call and inputs of an API with their names, keys of a storage item.
   * Null where it depends on the kind of a hyperparameter.
   */
  readonly given: string | null
  /**
   * Used where a runtime has it, and nothing ends without it: only another form of it would be a loss.
   * @default false
   */
  readonly optional?: boolean
}

/** What people use, and everything that must be there for it. */
export interface RuntimeFeature {
  readonly name: string
  readonly needs: readonly RuntimeNeed[]
}

const call = (name: string, given: string | null): RuntimeNeed => ({ kind: 'call', name, given })
const api = (name: string, given: string): RuntimeNeed => ({ kind: 'api', name, given })
const constant = (name: string): RuntimeNeed => ({ kind: 'constant', name, given: '' })
const storage = (pallet: string, given: string, names: string): readonly RuntimeNeed[] =>
  names.split(' ').map((name) => ({ kind: 'storage', name: `${pallet}.${name}`, given }))

const optional = (needs: readonly RuntimeNeed[]): readonly RuntimeNeed[] =>
  needs.map((need) => ({ ...need, optional: true }))

const subtensor = 'SubtensorModule'
const account = '[u8; 32]'
const onNetuid = 'netuid: u16, '
const onMechanism = 'netuid: u16, mecid: u8, '
const row = 'dests: Vec<u16>, weights: Vec<u16>, version_key: u64'
const opened = 'uids: Vec<u16>, values: Vec<u16>, salt: Vec<u16>, version_key: u64'
const sealed = 'commit: Vec<u8>, reveal_round: u64'
const axon =
  'netuid: u16, version: u32, ip: u128, port: u16, ip_type: u8, protocol: u8, placeholder1: u8, placeholder2: u8'
const identity = [
  'subnet_name',
  'github_repo',
  'subnet_contact',
  'subnet_url',
  'discord',
  'description',
  'logo_url',
  'additional',
]
const identityFields = identity.map((field) => `${field}: Vec<u8>`).join(', ')

const weightsState = [
  ...storage(
    subtensor,
    'u16',
    'NetworksAdded MechanismCountCurrent SubnetOwnerHotkey Burn SubnetworkN ValidatorPermit WeightsVersionKey',
  ),
  ...storage(
    subtensor,
    'u16',
    'WeightsSetRateLimit LastUpdate MinAllowedWeights MaxWeightsLimit CommitRevealWeightsEnabled Tempo MaxAllowedValidators',
  ),
  ...storage(subtensor, '', 'StakeThreshold AdminFreezeWindow'),
  ...storage(subtensor, `(u16, ${account})`, 'Uids'),
  ...storage(subtensor, '(u16, u16)', 'Weights'),
  ...storage('Timestamp', '', 'Now'),
]

/** What every read of a metagraph asks for besides. */
const besideMetagraph = [
  ...storage(subtensor, 'u16', 'NetworksAdded'),
  ...optional(
    storage(
      subtensor,
      'u16',
      'ValidatorTrust Tempo LastEpochBlock PendingEpochAt SubnetEpochIndex BlocksSinceLastStep',
    ),
  ),
]

/** Each feature of core, in the order in which people meet them. */
const fixed: readonly RuntimeFeature[] = [
  {
    name: 'extrinsics',
    needs: [...storage('System', account, 'Account'), ...storage('System', '', 'Events')],
  },
  { name: 'batches', needs: [call('Utility.batch_all', 'calls: Vec<Call>')] },
  { name: 'sudo', needs: [call('Sudo.sudo', 'call: Call')] },
  {
    name: 'transfers',
    needs: [call('Balances.transfer_keep_alive', 'dest: MultiAddress, value: Compact<u64>')],
  },
  {
    name: 'metagraph in one read',
    needs: [
      api('SubnetInfoRuntimeApi.get_selective_metagraph', 'netuid: u16, metagraph_indexes: Vec<u16>'),
      ...besideMetagraph,
    ],
  },
  {
    name: 'metagraph of a mechanism in one read',
    needs: [
      api(
        'SubnetInfoRuntimeApi.get_selective_mechagraph',
        'netuid: u16, subid: u8, metagraph_indexes: Vec<u16>',
      ),
      ...besideMetagraph,
    ],
  },
  {
    name: 'metagraph by storage',
    needs: [
      ...besideMetagraph,
      ...storage(
        subtensor,
        'u16',
        'SubnetworkN Active ValidatorPermit Incentive Dividends Consensus Emission LastUpdate',
      ),
      ...storage(subtensor, 'u16', 'SubnetOwner SubnetOwnerHotkey NetworkRegisteredAt Tempo'),
      ...storage(subtensor, 'u16', 'LastMechansimStepBlock SubnetAlphaIn SubnetTAO TokenSymbol Burn'),
      ...storage(
        subtensor,
        'u16',
        'MinAllowedWeights MaxWeightsLimit WeightsVersionKey WeightsSetRateLimit MaxAllowedValidators',
      ),
      ...storage(
        subtensor,
        'u16',
        'MaxAllowedUids NetworkRegistrationAllowed ImmunityPeriod ServingRateLimit',
      ),
      ...storage(subtensor, 'u16', 'CommitRevealWeightsEnabled RevealPeriodEpochs'),
      ...optional([
        ...storage(subtensor, 'u16', 'MechanismCountCurrent SubnetIdentitiesV3 Rank Trust'),
        ...storage(subtensor, 'u16', 'ActivityCutoff ActivityCutoffFactorMilli'),
        ...storage(subtensor, account, 'IdentitiesV2'),
        ...storage(subtensor, `(${account}, u16)`, 'ParentKeys ChildKeys'),
      ]),
      ...storage(subtensor, '(u16, u16)', 'Keys BlockAtRegistration'),
      ...storage(subtensor, `(u16, ${account})`, 'Axons'),
      ...storage(subtensor, account, 'Owner'),
      ...storage(subtensor, `(${account}, u16)`, 'TotalHotkeyAlpha'),
      ...storage(subtensor, '', 'TaoWeight'),
    ],
  },
  {
    name: 'registration',
    needs: [
      call('SubtensorModule.burned_register', `${onNetuid}hotkey: ${account}`),
      ...storage(subtensor, 'u16', 'NetworksAdded NetworkRegistrationAllowed Burn MaxAllowedUids'),
      ...storage(subtensor, 'u16', 'MaxRegistrationsPerBlock SubnetworkN'),
      ...storage(subtensor, `(u16, ${account})`, 'Uids'),
    ],
  },
  {
    name: 'registration with a price limit',
    needs: [
      call('SubtensorModule.register_limit', `${onNetuid}hotkey: ${account}, limit_price: u64`),
      ...storage(subtensor, 'u16', 'BurnHalfLife'),
    ],
  },
  {
    name: 'registrations counted by interval',
    needs: storage(
      subtensor,
      'u16',
      'RegistrationsThisInterval TargetRegistrationsPerInterval AdjustmentInterval LastAdjustmentBlock',
    ),
  },
  { name: 'registration on root', needs: [call('SubtensorModule.root_register', `hotkey: ${account}`)] },
  {
    name: 'subnets',
    needs: [
      call('SubtensorModule.register_network', `hotkey: ${account}`),
      call('SubtensorModule.start_call', 'netuid: u16'),
      api('SubnetRegistrationRuntimeApi.get_network_registration_cost', ''),
      ...storage(subtensor, 'u16', 'NetworkRegisteredAt FirstEmissionBlockNumber SubtokenEnabled'),
      ...storage(subtensor, 'u16', 'NetworksAdded SubnetOwner SubnetOwnerHotkey'),
      ...storage(subtensor, '', 'StartCallDelay NetworkRateLimit SubnetLimit'),
      ...storage(subtensor, '', 'NetworkImmunityPeriod NetworkRegistrationStartBlock'),
      ...storage(subtensor, 'RateLimitKey', 'LastRateLimitedBlock'),
    ],
  },
  {
    name: 'subnet identity',
    needs: [
      call('SubtensorModule.register_network_with_identity', null),
      call('SubtensorModule.set_subnet_identity', `${onNetuid}${identityFields}`),
      ...storage(subtensor, 'u16', 'SubnetIdentitiesV3'),
    ],
  },
  {
    name: 'serving',
    needs: [
      call('SubtensorModule.serve_axon', axon),
      ...storage(subtensor, 'u16', 'ServingRateLimit'),
      ...storage(subtensor, `(u16, ${account})`, 'Axons'),
    ],
  },
  {
    name: 'serving with a certificate',
    needs: [
      call('SubtensorModule.serve_axon_tls', `${axon}, certificate: Vec<u8>`),
      ...storage(subtensor, `(u16, ${account})`, 'NeuronCertificates'),
    ],
  },
  {
    name: 'commitments',
    needs: [
      call('Commitments.set_commitment', `${onNetuid}info: { fields: Vec<Data> }`),
      ...storage('Commitments', `(u16, ${account})`, 'CommitmentOf RevealedCommitments UsedSpaceOf'),
      ...storage('Commitments', '', 'MaxSpace'),
    ],
  },
  {
    name: 'staking',
    needs: [
      call(
        'SubtensorModule.add_stake_limit',
        `hotkey: ${account}, netuid: u16, amount_staked: u64, limit_price: u64, allow_partial: bool`,
      ),
      api('SwapRuntimeApi.current_alpha_price', 'netuid: u16'),
      api('SwapRuntimeApi.sim_swap_tao_for_alpha', 'netuid: u16, tao: u64'),
      api(
        'StakeInfoRuntimeApi.get_stake_info_for_hotkey_coldkey_netuid',
        `hotkey_account: ${account}, coldkey_account: ${account}, netuid: u16`,
      ),
      ...storage(subtensor, account, 'Owner'),
      ...storage(subtensor, 'u16', 'NetworksAdded SubtokenEnabled'),
    ],
  },
  {
    name: 'delegate take',
    needs: [
      call('SubtensorModule.increase_take', `hotkey: ${account}, take: u16`),
      call('SubtensorModule.decrease_take', `hotkey: ${account}, take: u16`),
      ...storage(subtensor, account, 'Delegates LastTxBlockDelegateTake'),
      ...storage(subtensor, '', 'MinDelegateTake MaxDelegateTake TxDelegateTakeRateLimit'),
      ...storage(subtensor, 'RateLimitKey', 'LastRateLimitedBlock'),
    ],
  },
  {
    name: 'weights',
    needs: [call('SubtensorModule.set_weights', `${onNetuid}${row}`), ...weightsState],
  },
  {
    name: 'weights of a mechanism',
    needs: [call('SubtensorModule.set_mechanism_weights', `${onMechanism}${row}`)],
  },
  {
    name: 'salted weights',
    needs: [
      call('SubtensorModule.commit_weights', `${onNetuid}commit_hash: ${account}`),
      call('SubtensorModule.reveal_weights', `${onNetuid}${opened}`),
      ...storage(subtensor, `(u16, ${account})`, 'WeightCommits'),
      ...storage(subtensor, 'u16', 'RevealPeriodEpochs'),
    ],
  },
  {
    name: 'salted weights of a mechanism',
    needs: [
      call('SubtensorModule.commit_mechanism_weights', `${onMechanism}commit_hash: ${account}`),
      call('SubtensorModule.reveal_mechanism_weights', `${onMechanism}${opened}`),
    ],
  },
  {
    name: 'timelocked weights',
    needs: [
      call('SubtensorModule.commit_timelocked_weights', `${onNetuid}${sealed}, commit_reveal_version: u16`),
      ...storage(subtensor, '(u16, u64)', 'TimelockedWeightCommits'),
      ...storage(subtensor, '', 'CommitRevealWeightsVersion'),
      ...storage('Drand', '', 'BeaconConfig LastStoredRound'),
      ...storage('Drand', 'u64', 'Pulses'),
    ],
  },
  {
    name: 'timelocked weights of a mechanism',
    needs: [
      call(
        'SubtensorModule.commit_timelocked_mechanism_weights',
        `${onMechanism}${sealed}, commit_reveal_version: u16`,
      ),
    ],
  },
  {
    name: 'reveal rounds by stored epochs',
    needs: storage(subtensor, 'u16', 'SubnetEpochIndex LastEpochBlock PendingEpochAt BlocksSinceLastStep'),
  },
  {
    name: 'weights timelocked as CRv3',
    needs: [call('SubtensorModule.commit_crv3_mechanism_weights', `${onMechanism}${sealed}`)],
  },
  {
    name: 'hyperparameters',
    needs: [
      ...storage(subtensor, 'u16', 'MinAllowedUids SubnetOwner NetworksAdded SubnetworkN'),
      ...storage(subtensor, '', 'AdminFreezeWindow OwnerHyperparamRateLimit MaxMechanismCount'),
      ...storage(
        subtensor,
        '',
        'MinActivityCutoff MinChildkeyTake MaxChildkeyTake WeightsVersionKeyRateLimit',
      ),
      ...storage(subtensor, `(${account}, u16, u16)`, 'TransactionKeyLastBlock'),
      ...storage(subtensor, 'RateLimitKey', 'LastRateLimitedBlock'),
    ],
  },
  { name: 'block time', needs: [constant('Aura.SlotDuration')] },
]

/** Everything of a runtime that core uses, as features: the one table that runtimes are checked against. */
export const runtimeFeatures: readonly RuntimeFeature[] = [
  ...fixed,
  ...Object.entries(hyperparameters).map(([name, { storage: item, call: setter }]) => ({
    name: `hyperparameter ${name}`,
    needs: [...storage(subtensor, 'u16', item), call(`${setter.pallet}.${setter.name}`, null)],
  })),
]
