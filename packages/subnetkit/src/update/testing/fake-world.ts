import type { ProcessIdentity } from '@subnetkit/base/files'
import { createManualClock, type ManualClock } from '@subnetkit/base/testing'
import type { Channel, Release } from '../channel/channel-file.js'
import { updateError } from '../errors.js'
import { emptyJournal, type Installed, type Journal } from '../releases/journal.js'
import type { ProcessEnd, SupervisorPorts, UpdateRequest, ValidatorProcess } from '../supervise/ports.js'
import { supervise } from '../supervise/supervise.js'
import type { WindowAnswer } from '../window/answer.js'

/** Behaviour of a release once it is started. */
export type Manner =
  | 'good'
  | 'ends'
  | 'silent'
  | 'unready'
  | 'blind'
  | 'idle'
  | 'stubborn'
  | 'stuck'
  | 'damaged'
  | 'busy'
  | 'lapses'
  | 'misconfigured'

interface FakeProcess extends ValidatorProcess {
  readonly token: string
  readonly startedAt: number
  isAlive: boolean
  end(end: ProcessEnd): void
}

const hex = (text: string) => Buffer.from(text.padEnd(32)).toString('hex')

/** A release of a channel. */
export const releaseOf = (version: string, changes: Partial<Release> = {}): Release => ({
  ...{ name: 'sums', version, role: 'validator', subnet: { name: 'sums', version: 1 }, bytes: 1_000 },
  ...{
    sha256: hex(version),
    url: `file:///${version}.tgz`,
    store: { version: 3, readableBy: 3 },
    from: null,
  },
  ...changes,
})

/** A machine with a chain, a channel and validators that exist in memory only; supervisors run on it and may be killed. */
export interface FakeWorld {
  readonly clock: ManualClock
  readonly journal: () => Journal
  readonly log: string[]
  /** Versions, once for each download. */
  readonly downloads: readonly string[]
  /** Folder of the process that runs; null if none does. */
  readonly running: () => string | null
  /** Most processes that ever ran at the same time. */
  readonly most: () => number
  readonly started: readonly string[]
  readonly currentLink: () => string | null
  /** Publishes a release that behaves in a manner. */
  publish(version: string, manner?: Manner, changes?: Partial<Release>): void
  request(request: Partial<UpdateRequest>): void
  /** Opens or closes the window of the validator. */
  setSafe(safe: boolean): void
  killValidator(): void
  /** Takes the endpoint of the chain away, or stops the chain. */
  setChain(state: 'moves' | 'away' | 'still'): void
  takeChannelAway(): void
  /** Corrects the configuration, on which a misconfigured release ends. */
  setConfigured(): void
  /** Makes each change of the journal fail, as on a full disk. */
  setFull(full: boolean): void
  /** Starts a supervisor; it dies, as by kill -9, at that call of a port. */
  supervise(options?: { readonly diesAt?: number; readonly allowNewStore?: boolean }): {
    stop(): Promise<void>
    /** Calls of ports so far. */
    calls(): number
  }
}

const blockMs = 2_000

export function createFakeWorld({ spreadMs = 0 }: { readonly spreadMs?: number } = {}): FakeWorld {
  const clock = createManualClock()
  const manners = new Map<string, Manner>()
  const processes: FakeProcess[] = []
  const started: string[] = []
  const log: string[] = []
  const downloads: string[] = []
  let journal: Journal = emptyJournal
  let link: string | null = null
  let channel: Channel | null = null
  let request: UpdateRequest | null = null
  let isSafe = true
  let most = 0
  let isFull = false
  let isConfigured = false
  let isReachable = true
  let stoodAt: number | null = null
  let lastSeen = 0
  const blockNow = () => stoodAt ?? Math.floor(clock.now() / blockMs)
  const seenBlock = () => {
    if (isReachable) lastSeen = blockNow()
    return lastSeen
  }
  const alive = () => processes.filter(({ isAlive }) => isAlive)
  const folderOf = ({ version, sha256 }: Pick<Release, 'version' | 'sha256'>) =>
    `${version}-${sha256.slice(0, 4)}`

  function startProcess(folder: string, token: string): FakeProcess {
    let settle = (_: ProcessEnd) => {}
    const ended = new Promise<ProcessEnd>((resolve) => {
      settle = resolve
    })
    const manner = manners.get(folder) ?? 'good'
    const identity: ProcessIdentity = { host: 'here', pid: processes.length + 1, space: null, start: 'then' }
    const process: FakeProcess = {
      ...{ identity, folder, token, ended, startedAt: clock.now(), isAlive: true },
      end(end) {
        if (!process.isAlive) return
        process.isAlive = false
        settle(end)
      },
      kill(signal) {
        if (signal === 'SIGKILL') process.end({ code: null, signal })
        else if (manner !== 'stubborn' && manner !== 'stuck')
          clock.timeout(() => process.end({ code: 0, signal: null }), 500)
      },
    }
    processes.push(process)
    started.push(folder)
    most = Math.max(most, alive().length)
    if (manner === 'lapses') clock.timeout(() => process.end({ code: 1, signal: null }), 90_000)
    const fails = manner === 'ends' || (manner === 'misconfigured' && !isConfigured)
    if (fails) clock.timeout(() => process.end({ code: 1, signal: null }), 700)
    return process
  }

  function answerOf({ folder, identity, startedAt }: FakeProcess): WindowAnswer | null {
    const manner = manners.get(folder) ?? 'good'
    const age = clock.now() - startedAt
    if (manner === 'silent' || manner === 'stuck' || age < (manner === 'busy' ? 10_000 : 1_500)) return null
    return {
      ...{
        safe: isSafe,
        reasons: isSafe ? [] : [{ code: 'ROUND_OPEN', sentence: 'round 7 is not folded yet' }],
      },
      ...{ role: 'validator', hotkey: '5F', pid: identity.pid },
      head: manner === 'blind' ? null : seenBlock(),
      jobs: manner === 'idle' || age < 3_000 ? 0 : 1,
      failing: manner === 'unready' ? ['jobs move'] : [],
    }
  }

  function portsFor(onCall: () => Promise<void>): SupervisorPorts {
    let taken = journal.step?.request ?? null
    return {
      journal: {
        get state() {
          return journal
        },
        async change(change) {
          await onCall()
          if (isFull) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
          journal = { ...journal, ...change }
          await onCall()
        },
      },
      processes: {
        start: ({ folder, token }) => startProcess(folder, token),
        find: async ({ token }) => alive().find((one) => one.token === token) ?? null,
      },
      async ask() {
        await onCall()
        const [process] = alive()
        return process === undefined ? null : answerOf(process)
      },
      watchChain: () => ({
        head: async () => (isReachable ? blockNow() : null),
        close: async () => {},
      }),
      async loadChannel() {
        await onCall()
        if (channel === null) throw updateError('CHANNEL_UNREACHABLE', { url: '', detail: 'it is gone' })
        return channel
      },
      async install(release): Promise<Installed> {
        await onCall()
        downloads.push(release.version)
        const manner = manners.get(folderOf(release))
        if (manner === 'damaged') throw updateError('RELEASE_OTHER', { url: release.url, detail: manner })
        const { name, version, role, subnet, sha256, store } = release
        return { name, version, role, subnet, sha256, store, folder: folderOf(release) }
      },
      async makeCurrent(folder) {
        await onCall()
        link = folder
        await onCall()
      },
      cleanUp: () => onCall(),
      async takeRequest() {
        if (request === null || request.id === taken) return null
        taken = request.id
        return journal.last?.request === taken ? null : request
      },
    }
  }

  return {
    ...{ clock, log, started, downloads },
    journal: () => journal,
    running: () => alive()[0]?.folder ?? null,
    most: () => most,
    currentLink: () => link,
    publish(version, manner = 'good', changes = {}) {
      const release = releaseOf(version, changes)
      manners.set(folderOf(release), manner)
      channel = {
        ...{
          format: 'subnetkit-channel/1',
          channel: 'stable',
          sequence: (channel?.sequence ?? 0) + 1,
          release,
        },
        issued: new Date(clock.date()).toISOString(),
        expires: new Date(clock.date() + 1e9).toISOString(),
      }
    },
    request(asked) {
      request = { id: asked.id ?? 'asked', force: false, allowNewStore: false, ...asked }
    },
    setSafe(safe) {
      isSafe = safe
    },
    setChain(state) {
      isReachable = state !== 'away'
      stoodAt = state === 'still' ? lastSeen : null
    },
    takeChannelAway() {
      channel = null
    },
    setConfigured() {
      isConfigured = true
    },
    setFull(full) {
      isFull = full
    },
    killValidator: () => alive()[0]?.end({ code: null, signal: 'SIGKILL' }),
    supervise({ diesAt = Number.POSITIVE_INFINITY, allowNewStore = false } = {}) {
      const stopping = new AbortController()
      let calls = 0
      const onCall = async () => {
        calls++
        // As after kill -9, nothing of it happens any more.
        if (calls >= diesAt) await new Promise<never>(() => {})
      }
      const running = supervise({
        ...{ ports: portsFor(onCall), clock, allowNewStore, signal: stopping.signal },
        times: {
          ...{ everyMs: 10_000, pollMs: 1_000, drainMs: 60_000, healthMs: 120_000 },
          ...{ spreadMs, restartMs: 30_000 },
        },
        channel: { url: 'file:///stable.json', name: 'stable', role: 'validator' },
        report: (_, event, message, code) => log.push(`${event} ${code ?? ''} ${message}`),
      })
      return {
        async stop() {
          stopping.abort(new Error('stopped'))
          await clock.runUntil(running)
        },
        calls: () => calls,
      }
    },
  }
}
