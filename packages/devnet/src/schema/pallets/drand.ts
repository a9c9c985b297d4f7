import { blake2, call, constant, event, identity, map, optionalMap, pallet, value } from '../pallet.js'
import { bool, option, u32, u64, vec } from '../type.js'
import { boundedBytes } from '../types/common.js'
import {
  beaconConfiguration,
  beaconConfigurationPayload,
  pulse,
  pulsesPayload,
  quicknet,
} from '../types/drand.js'
import { multiSignature } from '../types/system.js'

export const drandPallet = pallet('Drand', 26, 'pallet_drand', {
  storage: {
    BeaconConfig: value(beaconConfiguration, quicknet),
    HasMigrationRun: map([identity(boundedBytes)], bool),
    Pulses: optionalMap([blake2(u64)], pulse),
    LastStoredRound: value(u64),
    OldestStoredRound: value(u64),
    NextUnsignedAt: value(u32),
  },
  calls: {
    write_pulse: call(0, { pulses_payload: pulsesPayload, signature: option(multiSignature) }),
    set_beacon_config: call(1, {
      config_payload: beaconConfigurationPayload,
      signature: option(multiSignature),
    }),
    set_oldest_stored_round: call(2, { oldest_round: u64 }),
  },
  events: {
    BeaconConfigChanged: event(0),
    NewPulse: event(1, { rounds: vec(u64) }),
    SetOldestStoredRound: event(2, [u64]),
  },
  errors: [
    'NoneValue',
    'StorageOverflow',
    'DrandConnectionFailure',
    'UnverifiedPulse',
    'InvalidRoundNumber',
    'PulseVerificationError',
  ],
  constants: {
    UnsignedPriority: constant(u64, 1_048_576n),
    HttpFetchTimeout: constant(u64, 1000n),
  },
})
