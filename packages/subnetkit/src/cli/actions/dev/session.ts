import { relative } from 'node:path'
import { isSubnetError, reasonOf } from '@subnetkit/base'
import type { ValidatorEvent } from '@subnetkit/core/validator'
import { counted } from '../../output/text.js'
import { type BoardView, createBoard } from './board.js'
import { Abandoned, type Crew, type CrewParts, NotLoaded, startCrew } from './crew.js'
import { describeEvent } from './describe-event.js'
import type { DevChain } from './dev-chain.js'
import { describeEdit } from './edit/describe-edit.js'
import { createScoredRounds } from './edit/scored-rounds.js'
import { createFaults } from './faults.js'
import type { Happening, Presenter } from './presenter.js'
import { describeManner, mannerAt } from './role/manners.js'
import type { FromRole, LoadedDefinition } from './role/messages.js'
import { scoresAfter } from './scores-after.js'
import { sayWhileSlow } from './still-loading.js'
import { type FileWatch, watchFiles } from './watch-files.js'

export interface SessionParts
  extends Pick<
    CrewParts,
    'module' | 'directory' | 'seed' | 'tasksAtOnce' | 'freshScores' | 'dashboard' | 'gatewayPort'
  > {
  readonly presenter: Presenter
  /** Time since the start of the command. */
  readonly seconds: () => number
  /** Makes the chain for a subnet that was loaded. */
  readonly openChain: (definition: LoadedDefinition) => Promise<DevChain>
}

/** Everything that `subnet dev` runs. */
export interface Session extends AsyncDisposable {
  /** Resolves once a miner has incentive. */
  readonly paid: Promise<void>
  /** Returns how far it has come, for the error of a wait that was too short. */
  progress(): string
}

/** Pause between looks at the chain, in ms. */
const lookMs = 500
/** Rounds in a row in which nothing happens before it is said: the time that is passed in one go skips some. */
const idleRounds = 3

/** Starts everything. Throws the error of the module, of the chain, or of the first start of a neuron. */
export async function startSession(parts: SessionParts): Promise<Session> {
  const { presenter, module, seconds } = parts
  const board = createBoard()
  const faults = createFaults()
  const scored = createScoredRounds()
  let chain: DevChain | null = null
  let mechanisms = 1
  let hasHastened = false
  let hasDashboard = false
  let idle = 0
  let overtaken = 0
  let serving = 0
  let isRunning = false
  let closing: Promise<void> | null = null
  let markPaid = () => {}
  const paid = new Promise<void>((resolve) => {
    markPaid = resolve
  })

  let reloader: Reloader | null = null
  let isLoaded = false
  /** Files that changed before everything ran. */
  const edited = new Set<string>()
  const watch = watchFiles((files) => {
    if (reloader !== null) return reloader.take(files)
    for (const file of files) edited.add(file)
    if (isLoaded) return
    edited.clear()
    const names = files.map((file) => relative(module.folder, file)).join(', ')
    presenter.say({ kind: 'progress', event: 'changed', text: `changed: ${names}; loading it again …` })
    crew.restart()
  })
  const crew = startCrew({
    ...parts,
    onMessage: take,
    onLine: (role, line) => presenter.say({ kind: 'progress', event: 'output', text: `${role}: ${line}` }),
    onFile: () => watch.follow(crew.files()),
    onEnded(role, manner) {
      const text = `the ${role} ended with ${manner}; they start again with the next edit`
      presenter.say({ kind: 'trouble', event: 'ended', text })
    },
  })

  function take(message: FromRole): void {
    if (message.kind === 'miner-serves') takeMiner(message)
    else if (message.kind === 'scores') board.scores(message.validator, message.mechanism, message.scores)
    else if (message.kind === 'compared') board.compared(message)
    else if (message.kind === 'event') takeEvent(message)
    else if (message.kind === 'edit')
      presenter.say(describeEdit(message.result, mechanisms > 1 ? message.mechanism : null))
    else if (message.kind === 'dashboard') takeDashboard(message)
    else if (message.kind === 'log' && ['warn', 'error'].includes(message.level))
      presenter.say({ kind: 'trouble', event: 'log', text: message.message })
  }

  /** Once: the processes after an edit take the same port. */
  function takeDashboard({ url }: Extract<FromRole, { kind: 'dashboard' }>): void {
    if (hasDashboard) return
    hasDashboard = true
    const text = `the dashboard of the first validator is at ${url}`
    presenter.say({ kind: 'notice', event: 'dashboard', isPinned: true, text, data: { url } })
  }

  function takeMiner({ hotkey, index }: Extract<FromRole, { kind: 'miner-serves' }>): void {
    const manner = describeManner(mannerAt(index))
    board.serves(hotkey, manner)
    if (isRunning || chain === null) return
    serving++
    const text = `miner ${serving} of ${chain.miners.length} serves: ${manner}`
    presenter.say({ kind: 'progress', event: 'serving', text })
    if (serving < chain.miners.length) return
    presenter.say({ kind: 'progress', event: 'starting', text: `starting ${validatorsOf(chain)} …` })
  }

  function takeEvent({ validator, mechanism, event }: Extract<FromRole, { kind: 'event' }>): void {
    // On a network that exists, the miners are known once they are asked.
    if (event.kind === 'task-done') board.serves(event.receipt.hotkey, 'of the network')
    board.note(validator, mechanism, event)
    scored.note(event)
    if (event.kind === 'idle') idle++
    else if (event.kind === 'round-folded') {
      idle = 0
      overtaken = 0
    } else if (isOvertaken(event) && ++overtaken === overtakenRounds) presenter.say(tooSlow)
    const place = mechanisms > 1 ? mechanism : null
    const isQuiet = (event.kind === 'idle' && idle < idleRounds) || faults.isKnown(mechanism, event)
    const happening = isQuiet ? null : describeEvent(event, place)
    if (happening !== null) presenter.say(happening)
    // Once: later weights are paid when their time has come.
    if (hasHastened || (event.kind !== 'weights-set' && event.kind !== 'weights-committed')) return
    hasHastened = true
    chain?.hasten()
    look().catch(() => {}) // the next look reports it
  }

  async function look(): Promise<void> {
    if (chain === null || closing !== null) return
    const view = await chain.read()
    const isFirst = board.look(view, { isPaid: chain.isPaid(view), seconds: seconds() })
    presenter.show(board.view())
    if (!isFirst) return
    const text = `the first incentive is paid, ${seconds().toFixed(1)} s after the start`
    presenter.say({ kind: 'notice', event: 'first-incentive', text, data: { ...board.view() } })
    markPaid()
  }

  try {
    presenter.say({ kind: 'progress', event: 'loading', text: `loading ${module.module} …` })
    const definition = await crew.loaded
    isLoaded = true
    const text = `loaded ${definition.name} v${definition.version} from ${module.module}`
    presenter.say({ kind: 'progress', event: 'loaded', text, data: { pids: crew.pids() } })
    mechanisms = definition.mechanisms
    chain = await parts.openChain(definition)
    const first = chain.miners.length > 0 ? counted(chain.miners.length, 'miner') : validatorsOf(chain)
    presenter.say({ kind: 'progress', event: 'starting', text: `starting ${first} …` })
    await crew.run(chain)
  } catch (error) {
    watch[Symbol.dispose]()
    await crew.stop()
    await chain?.[Symbol.asyncDispose]()
    throw error
  }
  isRunning = true
  const running = `${validatorsOf(chain)} and ${counted(chain.miners.length, 'miner')} run`
  presenter.say({ kind: 'progress', event: 'running', text: `${running}; edit the subnet, and they reload` })
  const ticker = setInterval(() => void look().catch(() => {}), lookMs)
  reloader = startReloading(crew, chain, {
    ...{ ...parts, watch, scored },
    forgetScores: () => board.forgetScores(),
  })
  if (edited.size > 0) reloader.take([...edited])

  async function close(): Promise<void> {
    clearInterval(ticker)
    // Both at once: a reload under way waits for processes that are ended here.
    await Promise.all([reloader?.[Symbol.asyncDispose](), crew.stop()])
    await chain?.[Symbol.asyncDispose]()
    presenter.end(board.view())
  }
  return {
    paid,
    progress: () => progressOf(board.view()),
    [Symbol.asyncDispose]: () => {
      closing ??= close()
      return closing
    },
  }
}

interface Reloader extends AsyncDisposable {
  /** Takes files that changed. */
  take(files: readonly string[]): void
}

/** Replaces the crew when its files change. */
function startReloading(
  crew: Crew,
  chain: DevChain,
  {
    presenter,
    module,
    seconds,
    freshScores,
    watch,
    scored,
    forgetScores,
  }: SessionParts & {
    readonly watch: FileWatch
    readonly scored: ReturnType<typeof createScoredRounds>
    readonly forgetScores: () => void
  },
): Reloader {
  let reloading: Promise<void> | null = null
  let isClosing = false
  let waiting: readonly string[] = []

  async function reloadAll(): Promise<void> {
    while (waiting.length > 0 && !isClosing) {
      const files = waiting
      waiting = []
      await reload(files).catch((error: unknown) => {
        if (error instanceof Abandoned) waiting = [...new Set([...files, ...waiting])]
        else sayFailure(files, error)
      })
    }
  }

  async function reload(changed: readonly string[]): Promise<void> {
    const begun = seconds()
    const files = changed.map((file) => relative(module.folder, file))
    presenter.say({
      kind: 'progress',
      event: 'changed',
      text: `changed: ${files.join(', ')}; restarting the ${rolesOf(chain)} …`,
      data: { files },
    })
    const { before, after } = await sayWhileSlow(
      presenter,
      crew.replace(chain, {
        reason: `${files.join(', ')} changed before it was over`,
        scored: scored.take,
      }),
    )
    watch.follow(crew.files())
    const scores = scoresAfter({ before, after }, freshScores)
    if (scores.kind === 'reset') forgetScores()
    const text = `reloaded in ${(seconds() - begun).toFixed(1)} s; ${scores.text}`
    const data = {
      files,
      scores: scores.kind,
      version: after.version,
      pids: crew.pids(),
    }
    presenter.say({ kind: 'notice', event: 'reloaded', text, data })
    if (before.mechanisms !== after.mechanisms) presenter.say(otherMechanisms)
    if (written(before.hyperparameters) === written(after.hyperparameters)) return
    presenter.say({
      ...{ kind: 'trouble', event: 'hyperparameters' },
      text: 'the hyperparameters changed: the chain keeps those that it started with\nfix: Start the command again for the new ones.',
    } as const)
  }

  function sayFailure(files: readonly string[], error: unknown): void {
    if (isClosing) return
    const cause = error instanceof NotLoaded ? error.cause : error
    const what =
      error instanceof NotLoaded
        ? 'the module does not load; what ran before still runs'
        : 'the reload failed, and nothing runs until the next edit'
    if (error instanceof NotLoaded)
      watch.follow([...crew.files(), ...error.files, ...files], { inFolders: true })
    const { code, fix } = isSubnetError(cause) ? cause : { code: 'UNEXPECTED', fix: null }
    const text = [`${what}: ${reasonOf(cause)} [${code}]`, ...(fix === null ? [] : [`fix: ${fix}`])].join(
      '\n',
    )
    presenter.say({ kind: 'trouble', event: 'reload-failed', text, data: { code, fix } })
  }

  return {
    take(files) {
      waiting = [...new Set([...waiting, ...files])]
      // What loads now is older than they are, and may never end loading.
      crew.abandon()
      reloading ??= reloadAll().finally(() => {
        reloading = null
      })
    },
    async [Symbol.asyncDispose]() {
      isClosing = true
      watch[Symbol.dispose]()
      await reloading
    },
  }
}

/** Rounds so far, and the newest failures of miners. */
function progressOf({ roundsDone, rows }: BoardView): string {
  const reasons = [...new Set(rows.flatMap(({ reason }) => reason ?? []))].slice(0, 3)
  const scored = `${counted(roundsDone, 'round')} ${roundsDone === 1 ? 'was' : 'were'} scored`
  return reasons.length === 0 ? scored : `${scored}, and tasks failed with ${reasons.join('; ')}`
}

const validatorsOf = ({ validators }: DevChain) => counted(validators.length, 'validator')

/** The processes with the user's code, such as `validator and miners`. */
const rolesOf = ({ validators, miners }: DevChain) =>
  [[validators, 'validator'] as const, [miners, 'miner'] as const]
    .filter(([list]) => list.length > 0)
    .map(([list, noun]) => (list.length === 1 ? noun : `${noun}s`))
    .join(' and ')

/** Rounds in a row that are over before they are planned until it is said: the start and the time passed in one go skip some. */
const overtakenRounds = 4
const tooSlow: Happening = {
  kind: 'trouble',
  event: 'slow',
  text: 'this machine is too busy for the rounds: they are over before they are planned\nfix: Start the command again with slower blocks, such as --block-time 2000.',
}

const isOvertaken = (event: ValidatorEvent): boolean =>
  event.kind === 'round-skipped' && event.code === 'ROUND_OVERTAKEN'

const otherMechanisms: Happening = {
  ...{ kind: 'trouble', event: 'mechanisms' },
  text: 'the number of mechanisms changed: the chain keeps those that it started with\nfix: Start the command again for the new ones.',
}

/** As text that can be compared. */
const written = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))
