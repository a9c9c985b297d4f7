import { fixedBytes, struct, u32, u64, variant, vec } from '../type.js'
import { boundedBytes } from './common.js'

export const beaconMetadata = struct('pallet_drand::types::Metadata', {
  beacon_id: boundedBytes,
})

export const beaconConfiguration = struct('pallet_drand::types::BeaconConfiguration', {
  public_key: boundedBytes,
  period: u32,
  genesis_time: u32,
  hash: boundedBytes,
  group_hash: boundedBytes,
  scheme_id: boundedBytes,
  metadata: beaconMetadata,
})

export const pulse = struct('pallet_drand::types::Pulse', {
  round: u64,
  randomness: boundedBytes,
  signature: boundedBytes,
})

export const multiSigner = variant('sp_runtime::MultiSigner', {
  Ed25519: fixedBytes(32),
  Sr25519: fixedBytes(32),
  Ecdsa: fixedBytes(33),
})

export const pulsesPayload = struct(
  'pallet_drand::types::PulsesPayload',
  {
    block_number: u32,
    pulses: vec(pulse),
    public: multiSigner,
  },
  [
    { name: 'Public', type: multiSigner },
    { name: 'BlockNumber', type: u32 },
  ],
)

export const beaconConfigurationPayload = struct(
  'pallet_drand::types::BeaconConfigurationPayload',
  {
    block_number: u32,
    config: beaconConfiguration,
    public: multiSigner,
  },
  [
    { name: 'Public', type: multiSigner },
    { name: 'BlockNumber', type: u32 },
  ],
)

const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))

/** The public beacon that Subtensor follows: a round every 3 seconds, BLS signatures on G1. */
export const quicknet = {
  public_key: fromHex(
    '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
  ),
  period: 3,
  genesis_time: 1_692_803_367,
  hash: fromHex('52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971'),
  group_hash: fromHex('f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e'),
  scheme_id: new TextEncoder().encode('bls-unchained-g1-rfc9380'),
  metadata: { beacon_id: new TextEncoder().encode('quicknet') },
}
