import { readFile, rm } from 'node:fs/promises'
import type { Clock } from '@subnetkit/base'
import { z } from 'zod'
import { loadChannel } from '../channel/load-channel.js'
import { cleanUp, makeCurrent, type ReleasesFolder } from '../releases/folder.js'
import { installRelease } from '../releases/install.js'
import { openJournal } from '../releases/journal.js'
import { askWindow } from '../window/ask-window.js'
import { createLauncher } from './launch.js'
import type { SupervisorPorts } from './ports.js'
import { watchChain } from './watch-chain.js'

const requestSchema = z.strictObject({ id: z.string(), force: z.boolean(), allowNewStore: z.boolean() })

interface Parts {
  readonly folder: ReleasesFolder
  readonly channel: string
  readonly key: string
  /** Address of the validator's health. */
  readonly healthUrl: string
  /** Networks or endpoints of the chain. */
  readonly network: readonly string[]
  readonly weightsBlocks: number
  readonly limits: { readonly maxBytes: number; readonly deadlineMs: number }
  /** Arguments and variables of the validator. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** The ports of a supervisor on this machine. */
export async function createPorts(parts: Parts): Promise<SupervisorPorts> {
  const { folder, channel, key, healthUrl, network, weightsBlocks, limits, args, env, clock, signal } = parts
  const journal = await openJournal(folder.journal)
  let taken: string | null = journal.state.step?.request ?? null
  return {
    journal,
    processes: createLauncher({ folder, args, env, clock }),
    ask: (restartMs) =>
      askWindow(healthUrl, { restartMs, weightsBlocks }).then(
        (answer) => answer,
        () => null,
      ),
    watchChain: () => watchChain(network),
    loadChannel: () => loadChannel(channel, key, signal),
    install: (release) => installRelease(folder, release, { ...limits, signal }),
    makeCurrent: (name) => makeCurrent(folder, name),
    cleanUp: (keep) => cleanUp(folder, keep),
    async takeRequest() {
      const found = await readRequest(folder.request)
      if (found === null) return null
      // It stays until it is answered: a supervisor that is killed has not answered it.
      if (journal.state.last?.request === found.id) await rm(folder.request, { force: true })
      else if (found.id !== taken) {
        taken = found.id
        return found
      }
      return null
    },
  }
}

async function readRequest(path: string) {
  const written = await readFile(path, 'utf8').catch(() => null)
  if (written === null) return null
  try {
    return requestSchema.parse(JSON.parse(written))
  } catch {
    await rm(path, { force: true })
    return null
  }
}
