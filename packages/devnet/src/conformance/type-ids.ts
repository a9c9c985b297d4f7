/** A type of mainnet's metadata that the devnet describes otherwise. */
export interface DifferingType {
  /** Path. */
  readonly type: string
  /** Difference, in a few words. */
  readonly how: string
}

const FEWER_PALLETS = 'only the pallets of the devnet'
const LATER_CASES = 'the cases of later specs too'
const ACTIVITY_CUTOFF = '`activity_cutoff` is a u64, as in later specs'

/** Types at spec 381 that have mainnet's id but not its definition; all others of mainnet's ids do. */
export const differingTypes: readonly DifferingType[] = [
  { type: 'node_subtensor_runtime::RuntimeEvent', how: FEWER_PALLETS },
  { type: 'node_subtensor_runtime::RuntimeCall', how: FEWER_PALLETS },
  { type: 'node_subtensor_runtime::RuntimeError', how: FEWER_PALLETS },
  { type: 'pallet_shield::pallet::Call', how: '`submit_encrypted` is absent: the devnet has its later form' },
  { type: 'pallet_subtensor::utils::rate_limiting::Hyperparameter', how: LATER_CASES },
  { type: 'pallet_subtensor::pallet::Error', how: LATER_CASES },
  { type: 'pallet_admin_utils::pallet::Error', how: LATER_CASES },
  { type: 'pallet_crowdloan::pallet::Error', how: LATER_CASES },
  { type: 'pallet_subtensor_swap::pallet::pallet::Error', how: LATER_CASES },
  { type: 'pallet_subtensor::rpc_info::subnet_info::SubnetHyperparams', how: ACTIVITY_CUTOFF },
  { type: 'pallet_subtensor::rpc_info::subnet_info::SubnetHyperparamsV2', how: ACTIVITY_CUTOFF },
  { type: 'pallet_subtensor::rpc_info::metagraph::Metagraph', how: ACTIVITY_CUTOFF },
  { type: 'pallet_subtensor::rpc_info::metagraph::SelectiveMetagraph', how: ACTIVITY_CUTOFF },
]

/** A type that mainnet's metadata lists more than once. */
export interface RepeatedType {
  /** Name without the path. */
  readonly type: string
  /** Use of each id of metadata v16; that of an id which the devnet has no use for is in parentheses. */
  readonly ids: Readonly<Record<number, string>>
}

/** Types that are distinct in Rust, but whose descriptions are equal. */
export const repeatedTypes: readonly RepeatedType[] = [
  { type: 'Compact<u64>', ids: { 12: 'numbers', 143: 'TAO', 638: 'alpha' } },
  {
    type: 'Vec<EventRecord<RuntimeEvent,H256>>',
    ids: { 19: '`System.Events`', 619: '(results of contracts)' },
  },
  { type: 'Vec<Compact<u16>>', ids: { 47: 'netuids', 672: 'numbers' } },
  { type: 'Compact<u16>', ids: { 48: 'netuids', 151: 'numbers' } },
  { type: 'Vec<u64>', ids: { 52: 'alpha', 90: 'numbers' } },
  { type: 'Vec<u16>', ids: { 55: 'netuids', 147: 'numbers' } },
  {
    type: 'BoundedVec<u8,S>',
    ids: {
      104: 'reasons of failed decryption',
      153: 'sealed weights',
      308: 'commitments with a time lock',
      309: 'long commitments',
      358: 'hashes of drand',
      359: 'signatures of drand',
      364: 'key of drand',
      373: 'keys of MevShield',
      374: 'ciphertexts of MevShield',
      444: 'keys of certificates',
      479: 'preimages',
      485: 'calls of crowdloans and names of migrations',
      542: '(contracts)',
    },
  },
  { type: 'Vec<Compact<u64>>', ids: { 152: 'numbers', 673: 'alpha', 674: 'TAO' } },
  { type: 'Option<u64>', ids: { 159: 'amounts', 604: '(weights of the EVM)' } },
  { type: 'Option<Compact<u64>>', ids: { 370: 'TAO', 684: 'numbers', 686: 'alpha' } },
  { type: '(u16,AccountId32)', ids: { 425: 'netuid and account', 448: 'storage index and account' } },
  {
    type: '(u16,u16)',
    ids: { 435: 'two numbers', 436: 'netuid and number', 440: 'storage index and number' },
  },
  { type: 'EnvironmentType<u64>', ids: { 556: '(balances)', 559: '(time)' } },
  { type: '(Compact<u16>,Compact<u64>)', ids: { 633: 'netuid and number', 637: 'netuid and alpha' } },
  { type: 'Vec<(AccountId32,Compact<u64>)>', ids: { 641: 'alpha', 675: 'TAO' } },
  { type: '(AccountId32,Compact<u64>)', ids: { 642: 'alpha', 676: 'TAO' } },
  { type: 'Option<Vec<Compact<u64>>>', ids: { 695: 'numbers', 696: 'alpha', 697: 'TAO' } },
  { type: 'Option<Vec<(AccountId32,Compact<u64>)>>', ids: { 698: 'TAO', 699: 'alpha' } },
]
