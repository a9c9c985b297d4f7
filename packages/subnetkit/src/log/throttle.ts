import type { LogRecord } from './record.js'

const windowMs = 10_000
/** Records of one kind that pass within a window; of one peer, where a peer caused them. */
const burst = 5
/** Records of one kind that pass within a window, of all peers together. */
const burstOfPeers = 20
/** Kinds that are counted at once; their names come from our code, so that this is never reached in practice. */
const maxKinds = 1_000

interface Window {
  readonly endsAt: number
  readonly limit: number
  /** Peers whose records are counted apart: at most those that had a record pass. */
  readonly peers: Map<string, Counted>
  readonly all: Counted
}

interface Counted {
  last: LogRecord
  passed: number
  held: number
}

/**
 * Passes a burst of warnings and errors of each kind (source, event, code) and peer per window and counts the rest, which
 * the end of the window or `flush` reports: a line for each peer that floods, and one for all others. Other records always
 * pass.
 */
export function createThrottle(write: (record: LogRecord) => void) {
  const windows = new Map<string, Window>()
  let timer: NodeJS.Timeout | undefined

  function close(kind: string, { all, peers }: Window): void {
    windows.delete(kind)
    for (const counted of [...peers.values(), all])
      if (counted.held > 0) write(summaryOf(counted, counted !== all))
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

  function windowOf(record: LogRecord): Window | null {
    const kind = `${record.source} ${record.event} ${record.code}`
    const now = Date.now()
    const open = windows.get(kind)
    if (open !== undefined && open.endsAt > now) return open
    if (open !== undefined) close(kind, open)
    if (windows.size >= maxKinds) return null
    const limit = record.peer === undefined ? burst : burstOfPeers
    const window = { endsAt: now + windowMs, limit, peers: new Map(), all: start(record) }
    windows.set(kind, window)
    return window
  }

  function count(record: LogRecord): void {
    const window = windowOf(record)
    if (window === null) return
    const { all, peers, limit } = window
    const isFull = all.passed >= limit
    const ofPeer = record.peer === undefined ? undefined : peers.get(record.peer)
    if (isFull || (ofPeer !== undefined && ofPeer.passed >= burst)) {
      const counted = ofPeer ?? all
      counted.held++
      counted.last = record
    } else {
      const counted = ofPeer ?? start(record)
      if (record.peer !== undefined) peers.set(record.peer, counted)
      counted.passed++
      all.passed++
      write(record)
    }
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

const start = (last: LogRecord): Counted => ({ last, passed: 0, held: 0 })

function summaryOf({ last, held }: Counted, isOfOnePeer: boolean): LogRecord {
  const { level, source, event, code, peer } = last
  const name = code === null ? event : `${event} ${code}`
  const from = isOfOnePeer ? ` from ${peer}` : ''
  const noun = `${level === 'error' ? 'error' : 'warning'}${held === 1 ? '' : 's'}`
  const message = `suppressed ${held} similar ${noun} (${name}${from}), the last: ${last.message}`
  return { time: Date.now(), level, source, event, code, message }
}
