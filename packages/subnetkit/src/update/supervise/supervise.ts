import { type Clock, type SubnetError, toSubnetError } from '@subnetkit/base'
import { acceptChannel, acceptRelease, channelHash } from '../channel/accept-channel.js'
import type { Channel, Release } from '../channel/channel-file.js'
import { isPassing } from '../releases/install.js'
import type { Installed, Journal } from '../releases/journal.js'
import type { WindowAnswer } from '../window/answer.js'
import { carryOut, type Ended } from './carry-out.js'
import { delayOf } from './delay.js'
import { keepRunning } from './keep-running.js'
import type { SupervisorPorts, UpdateRequest } from './ports.js'
import { createProbation } from './probation.js'
import { createPulse } from './pulse.js'
import type { Times } from './times.js'

export interface SuperviseOptions {
  readonly ports: SupervisorPorts
  readonly clock: Clock
  readonly times: Times
  readonly channel: { readonly url: string; readonly name: string; readonly role: Release['role'] }
  readonly allowNewStore: boolean
  readonly signal: AbortSignal
  /** Receives what happens, for the log. */
  readonly report: (level: 'info' | 'warn' | 'error', event: string, message: string, code?: string) => void
  readonly onEnded?: (ended: Ended) => void
}

/** A release that is installed and waits for its window. */
interface Staged {
  readonly channel: Channel
  readonly installed: Installed
  readonly request: UpdateRequest | null
}

/** Time before a release is downloaded again that could not be installed, in ms. */
const spoiltMs = 3_600_000

/** Pause after trouble of the supervisor itself, in ms. */
const troubleMs = 5_000

type Last = NonNullable<Journal['last']>

/**
 * Runs the validator of a folder of releases until the signal aborts, and updates it to what its channel names: in a window in which
 * nothing is lost, back to the release before if the new one does not prove itself. An earlier supervisor may have been killed
 * at any point.
 */
export async function supervise(options: SuperviseOptions): Promise<void> {
  const { ports, clock, channel, signal, report, onEnded = () => {} } = options
  const { journal } = ports
  const probation = createProbation(ports, clock)
  const kept = keepRunning({
    ...{ processes: ports.processes, journal, clock },
    onEnd({ code, signal: by }) {
      probation.ended()
      report(
        'warn',
        'validator-ended',
        `the validator ended with ${by ?? `code ${code}`}, and is started again`,
      )
    },
  })
  const pulse = createPulse(ports, clock)
  let staged: Staged | null = null
  let lookAt = clock.now()
  let said = ''
  let trouble = ''
  let spoilt: { readonly sha256: string; readonly error: unknown; readonly until: number } | null = null

  await kept.adopt()
  const { step } = journal.state
  if (step !== null) {
    report('info', 'resumed', `goes on with the update to ${step.target.version}: ${step.kind}`)
    await journal.change({ step: resumed(step, clock.date(), options.times) })
  }
  try {
    while (!signal.aborted) {
      try {
        await turn()
      } catch (error) {
        if (signal.aborted) break
        // Such as a full disk: no reason to end a validator that runs.
        const { message, code } = toSubnetError(error)
        if (trouble !== message) report('error', 'supervisor-failed', `tries again: ${message}`, code)
        trouble = message
        await clock.sleep(troubleMs, { signal })
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    await kept.stop(times().drainMs)
  }

  async function turn(): Promise<void> {
    if (journal.state.step !== null) await finish()
    const { current } = journal.state
    const lapse = await probation.judge()
    if (lapse !== null) {
      report('error', 'rolling-back', `release ${current?.version} is rolled back: ${lapse}`)
      return
    }
    if (current !== null) {
      await ports.makeCurrent(current.folder)
      // After a crash the release that runs may be another one than the current.
      if (kept.process !== null && kept.process.folder !== current.folder) await kept.stop(times().drainMs)
      await kept.keep(current.folder)
    }
    const request = await ports.takeRequest()
    if (request !== null || clock.now() >= lookAt) {
      lookAt = clock.now() + times().everyMs
      staged = await look(request)
    }
    if (staged !== null && (await mayBegin(staged))) {
      await begin(staged)
      staged = null
      return
    }
    trouble = ''
    await clock.sleep(times().pollMs, { signal })
  }

  /** The restart as it was measured counts, once there is one. */
  function times(): Times {
    return { ...options.times, restartMs: journal.state.restartMs ?? options.times.restartMs }
  }

  async function finish(): Promise<void> {
    const say = (event: string, message: string) =>
      report(event.startsWith('roll') ? 'error' : event === 'not-ready' ? 'warn' : 'info', event, message)
    const ended = await carryOut({ ports, kept, clock, times: times(), signal, report: say })
    if (ended === null) return
    onEnded(ended)
  }

  /** Looks at the channel, and installs what it names beside the release that runs. Returns what waits for its window then. */
  async function look(request: UpdateRequest | null): Promise<Staged | null> {
    try {
      const found = await ports.loadChannel()
      acceptChannel(found, journal.state, { ...channel, now: clock.date() })
      await noteSequence(found)
      const { release } = found
      const { version } = release
      const allowNewStore = options.allowNewStore || request?.allowNewStore === true
      const now = request === null ? clock.date() : null
      if (!acceptRelease(release, journal.state, { allowNewStore, now })) {
        const message = `release ${version} runs`
        // Somebody waits for the answer; otherwise there is no news.
        if (request !== null) await remember({ outcome: 'current', version, code: null, message }, request)
        return null
      }
      if (spoilt?.sha256 === release.sha256 && request === null && clock.now() < spoilt.until)
        throw spoilt.error
      const isNew = staged?.installed.sha256 !== release.sha256
      const installed = await install(release)
      if (isNew)
        report('info', 'release-found', `release ${version} is verified and unpacked; it is not run yet`)
      return { channel: found, installed, request: request ?? (isNew ? null : (staged?.request ?? null)) }
    } catch (error) {
      const known = toSubnetError(error)
      await refuse(known, request)
      return isPassing(known) ? staged : null
    }
  }

  /** Installs a release; one that is not what the channel says is not downloaded again at each look. */
  async function install(release: Release): Promise<Installed> {
    try {
      return await ports.install(release)
    } catch (error) {
      if (!isPassing(error)) spoilt = { sha256: release.sha256, error, until: clock.now() + spoiltMs }
      throw error
    }
  }

  async function noteSequence(found: Channel): Promise<void> {
    const { channels } = journal.state
    const [{ sequence }, sha256] = [found, channelHash(found)]
    if (channels[channel.name]?.sha256 === sha256) return
    await journal.change({ channels: { ...channels, [channel.name]: { sequence, sha256 } } })
  }

  async function refuse(error: SubnetError, request: UpdateRequest | null): Promise<void> {
    const { code, message } = error
    if (said !== message) report(isPassing(error) ? 'warn' : 'error', 'update-refused', message, code)
    // What became of it says more.
    const isNews = request !== null || (said !== message && code !== 'RELEASE_UNPROVEN')
    said = message
    if (isNews) await remember({ outcome: 'refused', version: null, code, message }, request)
  }

  async function remember(
    last: Omit<Last, 'at' | 'request'>,
    request: UpdateRequest | null = staged?.request ?? null,
  ): Promise<void> {
    const at = new Date(clock.date()).toISOString()
    await journal.change({ last: { ...last, at, request: request?.id ?? null } })
  }

  async function mayBegin({ channel: found, installed, request }: Staged): Promise<boolean> {
    // Nothing runs yet, or nothing that could lose something.
    if (journal.state.current === null || request?.force) return true
    // The channel may be out of reach since.
    if (Date.parse(found.expires) <= clock.date()) return false
    if (kept.process === null && kept.ends >= 3) return true
    const answer = await ports.ask(times().restartMs)
    if (answer === null || answer.pid !== kept.process?.identity.pid) return false
    const delayMs = request === null ? delayOf(answer.hotkey, installed.sha256, times().spreadMs) : 0
    if (clock.date() < Date.parse(found.issued) + delayMs) return false
    const moves = await pulse.moves(answer.head)
    if (!answer.safe) wait(installed, answer)
    else if (!moves)
      wait(installed, { reasons: [{ code: 'NO_BLOCK', sentence: 'no new block has arrived' }] })
    return answer.safe && moves
  }

  function wait({ version }: Installed, { reasons }: Pick<WindowAnswer, 'reasons'>): void {
    const codes = reasons.map(({ code }) => code).join(', ')
    if (said === codes) return
    said = codes
    const sentences = reasons.map(({ sentence }) => sentence).join('; ')
    report('info', 'waiting', `release ${version} waits for a window: ${sentences}`)
  }

  async function begin({ installed, request }: Staged): Promise<void> {
    const answer = kept.process === null ? null : await ports.ask(times().restartMs)
    await journal.change({
      step: {
        ...{ kind: 'draining', target: installed, from: journal.state.current },
        ...{ head: answer?.head ?? null, failing: [...(answer?.failing ?? [])] },
        ...{ since: clock.date(), deadline: null, resumed: 0 },
        ...{ request: request?.id ?? null, shortfall: null },
      },
    })
    await finish()
  }
}

/** A step as the next supervisor goes on with it: a release whose time has passed meanwhile gets it again. */
function resumed(step: NonNullable<Journal['step']>, now: number, { healthMs }: Times) {
  const { deadline } = step
  const isShort = deadline !== null && deadline - now < healthMs / 4
  return { ...step, resumed: step.resumed + 1, deadline: isShort ? now + healthMs : deadline }
}
