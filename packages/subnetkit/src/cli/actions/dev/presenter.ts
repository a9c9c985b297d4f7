import type { Context } from '../../context/context.js'
import { toJsonLine } from '../../output/json.js'
import { printable } from '../../output/text.js'
import type { BoardView } from './board.js'
import { renderBoard, statusOf } from './render-board.js'

/** Kind of a line: what `--quiet` leaves out, what it shows, and what is wrong. */
export type LineKind = 'progress' | 'notice' | 'trouble'

/** Something that happened, as a line or a JSON document. */
export interface Happening {
  readonly kind: LineKind
  /** Name of the event in JSON, such as `reloaded`. */
  readonly event: string
  readonly text: string
  /** Stays in sight below the table. @default false */
  readonly isPinned?: boolean
  /** Further fields of the JSON document. */
  readonly data?: Readonly<Record<string, unknown>>
}

/** Shows what happens, and the table. */
export interface Presenter {
  say(happening: Happening): void
  show(view: BoardView): void
  /** Shows the table for the last time. */
  end(view: BoardView): void
}

/** Moves the cursor home and erases everything below. */
const clear = '\u001b[H\u001b[J'
/** Lines that stay below the table. */
const keptLines = 12

/** The presenter that fits the output. `seconds` is the time since the start of the command. */
export function createPresenter(context: Context, seconds: () => number): Presenter {
  if (context.settings.json) return documents(context, seconds)
  return context.io.stdout.isTTY === true ? painter(context, seconds) : lines(context, seconds)
}

function lineOf({ palette, settings }: Context, { kind, text }: Happening, seconds: number): string | null {
  if (settings.quiet && kind === 'progress') return null
  const [first = '', ...rest] = text.split('\n').map((line) => printable(line))
  const time = palette.dim(`${seconds.toFixed(1).padStart(6)} s`)
  const shown = [first, ...rest.map((line) => `          ${line}`)].join('\n')
  return `${time}  ${kind === 'trouble' ? palette.warn(shown) : kind === 'notice' ? palette.bold(shown) : shown}`
}

function painter(context: Context, seconds: () => number): Presenter {
  const { io } = context
  let recent: readonly string[] = []
  let pinned: readonly string[] = []
  let last: BoardView | null = null
  const paint = () => {
    const table = last === null || last.rows.length === 0 ? [] : [...renderBoard(context, last), '']
    io.stdout.write(`${clear}${[...table, ...pinned, ...recent].join('\n')}\n`)
  }
  const show = (view: BoardView) => {
    last = view
    paint()
  }
  return {
    say(happening) {
      const line = lineOf(context, happening, seconds())
      if (line === null) return
      if (happening.isPinned) pinned = [...pinned, ...line.split('\n'), '']
      else recent = [...recent, ...line.split('\n')].slice(-keptLines)
      paint()
    },
    show,
    end: show,
  }
}

function lines(context: Context, seconds: () => number): Presenter {
  const { io, settings } = context
  let shownRounds = 0
  let isPaid = false
  let shown = ''
  const table = (view: BoardView) => {
    const text = renderBoard(context, view).join('\n')
    if (text !== shown) io.stdout.write(`${text}\n`)
    shown = text
  }
  return {
    say(happening) {
      const line = lineOf(context, happening, seconds())
      if (line !== null) io.stdout.write(`${line}\n`)
    },
    show(view) {
      const isFirstPay = !isPaid && view.firstIncentiveS !== null
      isPaid ||= isFirstPay
      if (isFirstPay) table(view)
      else if (view.roundsDone > shownRounds && !settings.quiet) {
        const text = `${statusOf(view)} · scores ${scoresOf(view)}`
        io.stdout.write(`${lineOf(context, { kind: 'progress', event: 'round', text }, seconds())}\n`)
      }
      shownRounds = view.roundsDone
    },
    end: (view) => {
      if (view.rows.length > 0) table(view)
    },
  }
}

const scoresOf = ({ rows }: BoardView): string =>
  rows.map(({ uid, average }) => `${uid ?? '?'}: ${average?.toFixed(3) ?? '-'}`).join(', ')

function documents({ io }: Context, seconds: () => number): Presenter {
  let shownRounds = 0
  const write = (event: string, data: object) =>
    void io.stdout.write(toJsonLine({ event, seconds: Number(seconds().toFixed(3)), ...data }))
  return {
    say({ kind, event, text, data }) {
      // A module that does not load leaves one document, its error.
      if (event !== 'loading') write(event, { level: kind, message: text, ...data })
    },
    show(view) {
      if (view.roundsDone > shownRounds) write('round', view)
      shownRounds = view.roundsDone
    },
    end: (view) => write('end', view),
  }
}
