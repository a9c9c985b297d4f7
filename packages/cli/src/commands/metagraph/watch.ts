import type { ChainClient, MetagraphEvent, MetagraphUpdate } from '@subnetkit/core/chain'
import { watchMetagraph } from '@subnetkit/core/chain'
import type { Context } from '../../context/context.js'
import { toFailure } from '../../output/failure.js'
import { toJsonLine } from '../../output/json.js'
import { describeEvent } from './describe-event.js'
import { symbolOf } from './header.js'
import { renderMetagraph, selectNeurons, type View } from './view.js'

/** Changes that stay on screen below the table. */
const keptEvents = 10
/** Cursor home, and erase what is below it. */
const clear = '\u001b[H\u001b[J'

/** What is watched, and how it is shown. */
export interface Watching extends View {
  readonly netuid: number
  readonly mechanism: number
}

/**
 * Follows a metagraph until the command is interrupted: on a terminal the table is painted anew with the latest changes
 * below it; anywhere else it is printed once and then each change as a line, with `--json` as a document.
 */
export function watch(
  context: Context,
  client: ChainClient,
  watching: Watching,
  blockMs: number,
): Promise<null> {
  const show = presenterOf(context, watching, blockMs)
  return new Promise((resolve) => {
    const watched = watchMetagraph(client, watching.netuid, {
      mechanism: watching.mechanism,
      onUpdate: show,
      onError: (error) => context.progress(`${toFailure(error).message}; still watching`),
    })
    context.signal.addEventListener('abort', () => resolve(null), { once: true })
    context.closeAtEnd(() => watched[Symbol.dispose]())
  })
}

type Presenter = (update: MetagraphUpdate) => void

function presenterOf(context: Context, watching: Watching, blockMs: number): Presenter {
  const { io, settings } = context
  if (settings.json) return (update) => void io.stdout.write(jsonOf(update, watching))
  const table = ({ metagraph }: MetagraphUpdate) => renderMetagraph(context, metagraph, watching, blockMs)
  if (io.stdout.isTTY === true) return painter(context, table)
  return (update) => {
    if (update.previous === null) io.stdout.write(`${table(update)}\n`)
    else for (const line of linesOf(update)) io.stdout.write(`${line}\n`)
  }
}

function painter({ io, palette }: Context, table: (update: MetagraphUpdate) => string): Presenter {
  let recent: readonly string[] = []
  return (update) => {
    recent = [...recent, ...linesOf(update)].slice(-keptEvents)
    const events = recent.length === 0 ? '' : `\n\n${recent.map(palette.accent).join('\n')}`
    io.stdout.write(`${clear}${table(update)}${events}\n`)
  }
}

const linesOf = ({ metagraph, events }: MetagraphUpdate): readonly string[] =>
  events.map((event) => `block ${metagraph.block}  ${describeEvent(event, symbolOf(metagraph))}`)

function jsonOf({ metagraph, previous, events }: MetagraphUpdate, view: View): string {
  if (previous === null) return toJsonLine({ ...metagraph, neurons: selectNeurons(metagraph, view) })
  return events.map((event) => toJsonLine(toDocument(event, metagraph.block))).join('')
}

const toDocument = (event: MetagraphEvent, block: number) => ({ block, ...event })
