import type { MetagraphState, MetagraphUpdate } from '@subnetkit/chain'
import type { Context } from '../../context/context.js'
import { toJsonLine } from '../../output/json.js'
import { formatDuration } from '../../output/units.js'
import { describeEvent } from './describe-event.js'
import { symbolOf } from './header.js'
import { renderMetagraph, selectNeurons, type View } from './view.js'

/** Shows a metagraph that changes. */
export interface Presenter {
  update(update: MetagraphUpdate): void
  /** Called each second while there is nothing newer. */
  stale(state: MetagraphState): void
}

/** Changes that stay on screen below the table. */
const keptEvents = 10
/** Moves the cursor home and erases everything below. */
const clear = '\u001b[H\u001b[J'

/** The way to show it that fits the output. */
export function createPresenter(context: Context, view: View, blockMs: number): Presenter {
  const table = ({ metagraph }: Pick<MetagraphUpdate, 'metagraph'>) =>
    renderMetagraph(context, metagraph, view, blockMs)
  if (context.settings.json) return documents(context, view)
  return context.io.stdout.isTTY === true ? painter(context, table) : lines(context, table)
}

type Table = (shown: Pick<MetagraphUpdate, 'metagraph'>) => string

function painter({ io, palette }: Context, table: Table): Presenter {
  let recent: readonly string[] = []
  const paint = (shown: Pick<MetagraphUpdate, 'metagraph'>, mark: string) => {
    const events = recent.length === 0 ? '' : `\n\n${recent.map(palette.accent).join('\n')}`
    io.stdout.write(`${clear}${mark}${table(shown)}${events}\n`)
  }
  return {
    update(update) {
      recent = [...recent, ...changesOf(update)].slice(-keptEvents)
      paint(update, '')
    },
    stale: (state) => paint(state, `${palette.warn(staleness(state))}\n`),
  }
}

function lines({ io }: Context, table: Table): Presenter {
  const once = onceEach()
  return {
    update(update) {
      if (update.previous === null) io.stdout.write(`${table(update)}\n`)
      else for (const line of changesOf(update)) io.stdout.write(`${line}\n`)
    },
    stale: (state) => once(state, () => io.stdout.write(`${staleness(state)}\n`)),
  }
}

function documents({ io }: Context, view: View): Presenter {
  const once = onceEach()
  const write = (document: unknown) => void io.stdout.write(toJsonLine(document))
  return {
    update({ metagraph, previous, events }) {
      if (previous === null) write({ ...metagraph, neurons: selectNeurons(metagraph, view) })
      else for (const event of events) write({ block: metagraph.block, ...event })
    },
    stale: (state) =>
      once(state, () => write({ block: state.metagraph.block, kind: 'stale', ageMs: state.ageMs })),
  }
}

/** In append-only output, a stall is worth a line. */
function onceEach() {
  let told = -1
  return ({ metagraph: { block } }: MetagraphState, tell: () => void) => {
    if (told !== block) tell()
    told = block
  }
}

const staleness = ({ metagraph, ageMs }: MetagraphState): string =>
  `stale: nothing newer than block ${metagraph.block} for ${formatDuration(ageMs)}`

const changesOf = ({ metagraph, events }: MetagraphUpdate): readonly string[] =>
  events.map((event) => `block ${metagraph.block}  ${describeEvent(event, symbolOf(metagraph))}`)
