import type { ProcessIdentity } from '@subnetkit/base/files'
import type { Channel, Release } from '../channel/channel-file.js'
import type { Installed, JournalFile } from '../releases/journal.js'
import type { WindowAnswer } from '../window/answer.js'

/** End of a process. */
export interface ProcessEnd {
  /** Null after a signal, and for a process that another supervisor has started. */
  readonly code: number | null
  readonly signal: string | null
}

/** A validator's process. */
export interface ValidatorProcess {
  readonly identity: ProcessIdentity
  /** Name of the folder of its release. */
  readonly folder: string
  readonly ended: Promise<ProcessEnd>
  /** Sends a signal; one to a process that has ended does nothing. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

/** Starts validators, and finds one that an earlier supervisor has started. */
export interface ProcessPort {
  /** Starts the release in a folder. The process writes its pid under the token before it does anything else. */
  start(run: { readonly folder: string; readonly token: string }): ValidatorProcess
  /** Returns the process that runs under a token, or null. */
  find(run: {
    readonly folder: string
    readonly token: string
    readonly identity: ProcessIdentity | null
  }): Promise<ValidatorProcess | null>
}

/** Looks at the chain that do not go through the validator. */
export interface ChainWatch {
  /** Newest block; null if the chain cannot be reached. */
  head(): Promise<number | null>
  close(): Promise<void>
}

/** Everything that a supervisor does outside of itself. Fakes of it are enough to test one. */
export interface SupervisorPorts {
  readonly processes: ProcessPort
  /** Asks the validator for its window; null if it does not answer. */
  ask(restartMs: number): Promise<WindowAnswer | null>
  watchChain(): ChainWatch
  /** Reads the channel and checks its signature. */
  loadChannel(): Promise<Channel>
  /** Downloads, verifies and unpacks a release. */
  install(release: Release): Promise<Installed>
  /** Makes a release current. */
  makeCurrent(folder: string): Promise<void>
  /** Removes all releases but these. */
  cleanUp(keep: readonly string[]): Promise<void>
  /** Takes a request for an update, which `subnet update` has left; null without one. */
  takeRequest(): Promise<UpdateRequest | null>
  readonly journal: JournalFile
}

/** Request of `subnet update` to look at the channel now. */
export interface UpdateRequest {
  readonly id: string
  /** True to wait for no window and no delay. */
  readonly force: boolean
  readonly allowNewStore: boolean
}
