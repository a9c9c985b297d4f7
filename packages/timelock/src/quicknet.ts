import { hexToBytes } from '@noble/hashes/utils.js'

/** Schedule of a beacon: round r is published at `genesis + (r - 1) * period`. */
export interface BeaconClock {
  /** Unix time of round 1, in seconds. */
  readonly genesis: number
  /** From round to round, in seconds. */
  readonly period: number
}

/** A beacon as its users know it. */
export interface BeaconInfo extends BeaconClock {
  /** Point of G2, compressed: 96 bytes. */
  readonly publicKey: Uint8Array
}

/** drand's quicknet, the public beacon that Subtensor follows: a round every three seconds. */
export const quicknet = {
  /** Name of the chain in drand's HTTP interface. */
  chainHash: '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971',
  /** Unchained rounds, signatures on G1, hashed to the curve after RFC 9380. */
  scheme: 'bls-unchained-g1-rfc9380',
  genesis: 1_692_803_367,
  period: 3,
  publicKey: hexToBytes(
    '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
  ),
} as const satisfies BeaconInfo & { chainHash: string; scheme: string }
