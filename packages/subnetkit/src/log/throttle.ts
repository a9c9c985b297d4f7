import type { LogRecord } from './record.js'

const windowMs = 10_000
/** Records of one kind that pass within a window. */
const burst = 5
/** Kinds that are counted at once; their names come from our code, so that this is never reached in practice. */
const maxKinds = 1_000

interface Window {
  readonly endsAt: number
  readonly last: LogRecord
  readonly passed: number
  readonly held: number
}

/**
 * Passes a burst of warnings and errors of each kind (source, event, code) per window and counts the rest, which the end
 * of the window or `flush` reports. Other records always pass.
 */
export function createThrottle(write: (record: LogRecord) => void) {
  const windows = new Map<string, Window>()
  let timer: NodeJS.Timeout | undefined

  function close(kind: string, window: Window): void {
    windows.delete(kind)
    if (window.held > 0) write(summaryOf(window))
  }

  function closeEnded(): void {
    timer = undefined
    const now = Date.now()
    for (const [kind, window] of windows) if (window.endsAt <= now) close(kind, window)
    schedule()
  }

  function schedule(): void {
    if (timer !== undefined || windows.size === 0) return
    timer = setTimeout(closeEnded, windowMs)
    timer.unref()
  }

  function pass(record: LogRecord): void {
    if (record.level === 'warn' || record.level === 'error') count(record)
    else write(record)
  }

  function count(record: LogRecord): void {
    const kind = `${record.source} ${record.event} ${record.code}`
    const now = Date.now()
    const open = windows.get(kind)
    if (open !== undefined && open.endsAt <= now) close(kind, open)
    const { endsAt, passed, held } = windows.get(kind) ?? { endsAt: now + windowMs, passed: 0, held: 0 }
    if (passed === 0 && windows.size >= maxKinds) return
    const passes = passed < burst
    windows.set(kind, {
      endsAt,
      last: record,
      passed: passes ? passed + 1 : passed,
      held: passes ? held : held + 1,
    })
    if (passes) write(record)
    schedule()
  }

  return {
    pass,
    /** Reports the records held back, and stops the clock. */
    flush(): void {
      clearTimeout(timer)
      timer = undefined
      for (const [kind, window] of windows) close(kind, window)
    },
  }
}

function summaryOf({ last, held }: Window): LogRecord {
  const { level, source, event, code } = last
  const name = code === null ? event : `${event} ${code}`
  const noun = `${level === 'error' ? 'error' : 'warning'}${held === 1 ? '' : 's'}`
  const message = `suppressed ${held} similar ${noun} (${name}), the last: ${last.message}`
  return { time: Date.now(), level, source, event, code, message }
}
