import type { Hyperparameters } from '@subnetkit/core'
import type { BareReceipt, ValidatorEvent } from '@subnetkit/core/validator'
import type { TypedAddress } from '@subnetkit/dashboard/options'
import type { LogLevel } from '../../../../log/record.js'
import type { EditResult, FormerCode } from '../edit/rescore-edit.js'
import type { MinerManner } from './manners.js'

/** Role of a process of `subnet dev`. */
export type RoleName = 'miners' | 'validators'

/** A module of the user to load. */
export interface ModuleToLoad {
  readonly module: string
  /** Folder of its project. */
  readonly folder: string
  readonly export: string | undefined
  /** Module of the handlers. @default found as {@link loadHandlers} does */
  readonly handlers: string | undefined
}

/** A subnet, as the process that holds the chain has to know it. Nothing of the user's code runs there. */
export interface LoadedDefinition {
  readonly name: string
  readonly version: string
  readonly hyperparameters: Hyperparameters
  /** Number of its mechanisms, at least 1. */
  readonly mechanisms: number
  /** Longest deadline of a synapse, in ms. */
  readonly deadlineMs: number
  /** Name of the policy that adds rounds up, such as `ema(0.1)`. */
  readonly scoreboard: string
  /** Rule of the subnet for scores of another scoreboard. */
  readonly onScoreboardChange: 'continue' | 'restart' | 'refuse' | 'function'
}

/** One sample miner. */
export interface MinerToRun {
  /** Secret URI of its hotkey, or the wallet that holds it. */
  readonly hotkey: DevHotkey
  readonly manner: MinerManner
  /** Port to listen on; 0 for a free one. */
  readonly port: number
}

/** A hotkey: that of the devnet by its public secret URI, or one of a wallet. */
export type DevHotkey =
  | { readonly uri: string }
  | { readonly name: string; readonly hotkey: string; readonly path: string }

interface Place {
  readonly network: string | readonly string[]
  readonly netuid: number
}

/** Message to a process. */
export type ToRole =
  | ({
      readonly kind: 'load'
      readonly role: RoleName
      /** Folder of the validators' database to open meanwhile; null while another process has it open. */
      readonly directory: string | null
    } & ModuleToLoad)
  | ({ readonly kind: 'run-miners'; readonly miners: readonly MinerToRun[] } & Place)
  | ({
      readonly kind: 'run-validators'
      readonly validators: readonly DevHotkey[]
      /** Number of mechanisms on chain, at least 1. */
      readonly mechanisms: number
      /** Folder of scores and rounds, which outlives the process. */
      readonly directory: string
      /** Undefined: the tempo of the subnet. */
      readonly roundBlocks: number | undefined
      /** Setting of the project; undefined: the default of a validator. */
      readonly tasksAtOnce: number | undefined
      readonly weightsEveryBlocks: number | undefined
      /** Makes the questions the same in each run. @default none: random */
      readonly seed: number | undefined
      /** Address of the first validator's dashboard; null for none. Without a port: the usual one, or a free one where it is taken. */
      readonly dashboard: TypedAddress | null
      /** Port at which the gateway of the command shows its status; undefined for none. */
      readonly gatewayPort: number | undefined
      /** Reason to close the rounds that a former process left open; null for the first process. */
      readonly closing: string | null
      /** Work of the code before; null for the first process. */
      readonly former: FormerCode | null
    } & Place)
  /** The miners serve: validators may ask them. */
  | { readonly kind: 'begin' }
  | { readonly kind: 'stop' }

/** Message that begins the work. */
export type RunMessage = Extract<ToRole, { kind: 'run-miners' | 'run-validators' }>

/** Score of a miner in the store of a validator. */
export interface StoredScore {
  readonly hotkey: string
  readonly score: number
  readonly rounds: number
}

/** Failure as plain data. */
export interface RoleFailure {
  readonly code: string
  readonly message: string
  readonly fix: string
}

/** Receipts of a folded round, with the scores of its round criteria. */
export interface ComparedReceipts {
  readonly kind: 'compared'
  readonly validator: string
  readonly mechanism: number
  readonly round: number
  readonly receipts: readonly BareReceipt[]
}

/** Message of a process. */
export type FromRole =
  /** A file of the user's project was loaded. */
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'loaded'; readonly subnet: LoadedDefinition }
  | { readonly kind: 'failed'; readonly failure: RoleFailure }
  | { readonly kind: 'miner-serves'; readonly index: number; readonly hotkey: string; readonly port: number }
  | { readonly kind: 'validator-runs'; readonly index: number; readonly hotkey: string }
  | { readonly kind: 'dashboard'; readonly url: string; readonly port: number }
  | { readonly kind: 'running' }
  | {
      readonly kind: 'event'
      readonly validator: string
      readonly mechanism: number
      readonly event: ValidatorEvent
    }
  /** Receipts of a round after its round criteria, which the receipts of `task-done` come before. */
  | ComparedReceipts
  | {
      readonly kind: 'scores'
      readonly validator: string
      readonly mechanism: number
      readonly scores: readonly StoredScore[]
    }
  /** Effect of the edit before this process on the scores of earlier rounds. */
  | { readonly kind: 'edit'; readonly mechanism: number; readonly result: EditResult }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly message: string }
