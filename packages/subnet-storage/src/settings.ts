import { blockBytes } from '@subnetkit/possession'

/** Numbers of the subnet. Change them here, and raise the version in `subnet.ts`: validators have to agree. */
export interface StorageSettings {
  /** Bytes for which a hotkey earns a full score; a share of them earns that share. */
  readonly quotaBytes: number
  /** Bytes of an object that a validator makes up itself, so that hotkeys have something to hold before users come. */
  readonly fillerBytes: number
  /** Leaves that an audit asks for; 20 find a lost twentieth with a probability of 0.64, each round. */
  readonly auditLeaves: number
  /** Leaves that a deep audit adds up. */
  readonly deepLeaves: number
  /** Share of the rounds with a deep audit, and with the retrieval of a whole object. */
  readonly deepShare: number
  readonly wholeShare: number
  /** Bytes per second at which a retrieval is fast enough. */
  readonly targetBytesPerSecond: number
}

/** 16 MiB for each hotkey, made up within 16 rounds: a size to try things out. */
export const defaultSettings: StorageSettings = {
  quotaBytes: 256 * blockBytes,
  fillerBytes: 16 * blockBytes,
  auditLeaves: 20,
  deepLeaves: 300,
  deepShare: 0.25,
  wholeShare: 0.25,
  targetBytesPerSecond: 1_048_576,
}

/** Objects that one audit samples: each costs the validator a root in what a round observes. */
export const objectsPerAudit = 4

/** Largest object of the protocol, in bytes: a piece of a file, or filler. */
export const mostPieceBytes = 4_194_304
