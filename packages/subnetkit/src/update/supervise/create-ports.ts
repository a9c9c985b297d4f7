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

const requestSchema = z.strictObject({ id: z.string(), force: z.boolean(), allowNewStore: z.boolean() })

interface Parts {
  readonly folder: ReleasesFolder
  readonly channel: string
  readonly key: string
  /** Address of the validator's health. */
  readonly healthUrl: string
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
  const { folder, channel, key, healthUrl, weightsBlocks, limits, args, env, clock, signal } = parts
  const journal = await openJournal(folder.journal)
  return {
    journal,
    processes: createLauncher({ folder, args, env, clock }),
    ask: (restartMs) =>
      askWindow(healthUrl, { restartMs, weightsBlocks }).then(
        (answer) => answer,
        () => null,
      ),
    loadChannel: () => loadChannel(channel, key, signal),
    install: (release) => installRelease(folder, release, { ...limits, signal }),
    makeCurrent: (name) => makeCurrent(folder, name),
    cleanUp: (keep) => cleanUp(folder, keep),
    async takeRequest() {
      const written = await readFile(folder.request, 'utf8').catch(() => null)
      if (written === null) return null
      await rm(folder.request, { force: true })
      const parsed = requestSchema.safeParse(JSON.parse(written))
      return parsed.success ? parsed.data : null
    },
  }
}
