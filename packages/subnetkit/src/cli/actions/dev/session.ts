import { join, relative } from 'node:path'
import { isSubnetError, reasonOf } from '@subnetkit/base'
import { createBoard } from './board.js'
import { describeEvent } from './describe-event.js'
import type { ChainView, DevChain } from './dev-chain.js'
import type { Presenter } from './presenter.js'
import { describeManner, mannerAt } from './role/manners.js'
import type { FromRole, LoadedDefinition, ModuleToLoad, RoleName } from './role/messages.js'
import { startTeam, type Team } from './team.js'
import { watchFiles } from './watch-files.js'

export interface SessionParts {
  readonly module: ModuleToLoad
  /** Folder of what the validators keep. */
  readonly directory: string
  readonly seed: number | undefined
  /** Scores start anew with every reload. */
  readonly freshScores: boolean
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
}

/** Pause between looks at the chain, in ms. */
const lookMs = 500

/** Starts everything. Throws the error of the module, of the chain, or of the first start of a neuron. */
export async function startSession(parts: SessionParts): Promise<Session> {
  const { presenter, module, seconds } = parts
  const board = createBoard()
  let generation = 0
  let team = startTeam(module, listenerOf)
  let chain: DevChain | null = null
  let definition: LoadedDefinition
  /** Ports stay the same from process to process: the axons are on chain. */
  const ports = new Map<number, number>()
  let markPaid = () => {}
  const paid = new Promise<void>((resolve) => {
    markPaid = resolve
  })
  let hasHastened = false
  let isClosing = false

  function listenerOf(role: RoleName) {
    return {
      onMessage: (message: FromRole) => take(message),
      onLine: (line: string) =>
        presenter.say({ kind: 'progress', event: 'output', text: `${role}: ${line}` }),
    }
  }

  function take(message: FromRole): void {
    if (isClosing) return // what fails now is stopped
    if (message.kind === 'miner-serves') {
      ports.set(message.index, message.port)
      board.serves(message.hotkey, describeManner(mannerAt(message.index)))
    } else if (message.kind === 'scores') board.scores(message.validator, message.scores)
    else if (message.kind === 'log') sayLog(message)
    else if (message.kind === 'event') takeEvent(message)
  }

  function sayLog({ level, message: text }: Extract<FromRole, { kind: 'log' }>): void {
    if (level === 'warn' || level === 'error') presenter.say({ kind: 'trouble', event: 'log', text })
  }

  function takeEvent({ validator, event }: Extract<FromRole, { kind: 'event' }>): void {
    board.note(validator, event)
    const happening = describeEvent(event)
    if (happening !== null) presenter.say(happening)
    if (event.kind === 'weights-set' || event.kind === 'weights-committed') hasten()
  }

  /** Once: later weights are paid when their time has come. */
  function hasten(): void {
    if (hasHastened || chain === null) return
    hasHastened = true
    chain.hasten()
    void look()
  }

  async function look(): Promise<void> {
    if (chain === null || isClosing) return
    const view: ChainView = await chain.read()
    const isFirst = board.look(view, seconds())
    presenter.show(board.view())
    if (!isFirst) return
    const after = seconds().toFixed(1)
    presenter.say({
      ...{
        kind: 'notice',
        event: 'first-incentive',
        text: `the first incentive is paid, ${after} s after the start`,
      },
      data: { ...board.view() },
    } as const)
    markPaid()
  }

  /** Runs what a team has loaded, the miners first. */
  async function run(started: Team, on: DevChain, closing: string | null): Promise<void> {
    const { network, netuid, roundBlocks, weightsEveryBlocks } = on
    const place = { network, netuid }
    const miners = on.miners.map((hotkey, index) => ({
      ...{ hotkey, manner: mannerAt(index), port: ports.get(index) ?? 0 },
    }))
    const directory = join(parts.directory, parts.freshScores ? `validators-${generation}` : 'validators')
    await started.miners.run({ kind: 'run-miners', miners, ...place })
    await started.validators.run({
      ...{ kind: 'run-validators', validators: on.validators, directory, ...place },
      ...{ roundBlocks, weightsEveryBlocks, seed: parts.seed, closing },
    } as const)
    for (const role of [started.miners, started.validators]) {
      void role.ended.then((manner) => {
        if (isClosing || started !== team) return
        const text = `the ${role.name} ended with ${manner}; they start again with the next edit`
        presenter.say({ kind: 'trouble', event: 'ended', text })
      })
    }
  }

  try {
    definition = await team.loaded
    const { name, version } = definition
    presenter.say({
      kind: 'progress',
      event: 'loaded',
      text: `loaded ${name} v${version} from ${module.module}`,
    })
    chain = await parts.openChain(definition)
    await run(team, chain, null)
  } catch (error) {
    await team.stop()
    await chain?.[Symbol.asyncDispose]()
    throw error
  }
  const running = [`${chain.validators.length} validators`, `${chain.miners.length} miners`].join(' and ')
  presenter.say({
    kind: 'progress',
    event: 'running',
    text: `${running} run; edit the subnet, and they reload`,
  })
  const ticker = setInterval(() => void look().catch(() => {}), lookMs)

  let reloading: Promise<void> | null = null
  let waiting: readonly string[] = []
  const watch = watchFiles((files) => {
    waiting = [...new Set([...waiting, ...files])]
    reloading ??= reloadAll().finally(() => {
      reloading = null
    })
  })
  watch.follow(team.files())

  async function reloadAll(): Promise<void> {
    while (waiting.length > 0 && !isClosing) {
      const files = waiting
      waiting = []
      await reload(files).catch((error: unknown) => sayFailure('reload-failed', 'the reload failed', error))
    }
  }

  async function reload(files: readonly string[]): Promise<void> {
    const started = seconds()
    const names = files.map((file) => relative(module.folder, file))
    presenter.say({
      kind: 'progress',
      event: 'changed',
      text: `changed: ${names.join(', ')}`,
      data: { files: names },
    })
    const next = startTeam(module, listenerOf)
    let after: LoadedDefinition
    try {
      after = await next.loaded
    } catch (error) {
      watch.follow([...team.files(), ...next.files(), ...files], { inFolders: true })
      await next.stop()
      sayFailure('reload-failed', 'the module does not load; what ran before still runs', error)
      return
    }
    const [former, before] = [team, definition]
    team = next
    definition = after
    generation++
    watch.follow(next.files())
    await former.stop()
    if (parts.freshScores) board.forgetScores()
    await run(next, chain as DevChain, `${names.join(', ')} changed before it was over`)
    watch.follow(next.files())
    const took = (seconds() - started).toFixed(1)
    const scores = parts.freshScores ? 'anew' : 'continue'
    presenter.say({
      ...{
        kind: 'notice',
        event: 'reloaded',
        text: `reloaded in ${took} s; ${scoresRule(before, after, parts)}`,
      },
      data: { files: names, scores, version: after.version },
    } as const)
    if (JSON.stringify(before.hyperparameters, bigints) !== JSON.stringify(after.hyperparameters, bigints)) {
      const text =
        'the hyperparameters changed: the chain keeps those it started with; start the command again for the new ones'
      presenter.say({ kind: 'trouble', event: 'hyperparameters', text })
    }
  }

  function sayFailure(event: string, what: string, error: unknown): void {
    const [reason, fix] = isSubnetError(error) ? [error.message, error.fix] : [reasonOf(error), null]
    const code = isSubnetError(error) ? error.code : 'UNEXPECTED'
    const text = [`${what}: ${reason} [${code}]`, ...(fix === null ? [] : [`fix: ${fix}`])].join('\n')
    presenter.say({ kind: 'trouble', event, text, data: { code, fix } })
  }

  let closing: Promise<void> | null = null
  async function close(): Promise<void> {
    isClosing = true
    clearInterval(ticker)
    watch[Symbol.dispose]()
    await reloading
    await team.stop()
    await chain?.[Symbol.asyncDispose]()
    presenter.end(board.view())
  }
  return {
    paid,
    [Symbol.asyncDispose]: () => {
      closing ??= close()
      return closing
    },
  }
}

/** The rule by which scores go on after a reload, and why. */
function scoresRule(
  before: LoadedDefinition,
  after: LoadedDefinition,
  { freshScores }: Pick<SessionParts, 'freshScores'>,
): string {
  if (freshScores) return 'scores start anew, as --fresh-scores says'
  const version =
    before.version === after.version
      ? `the version is still ${after.version}`
      : `version ${before.version} became ${after.version}, and an update keeps the scores`
  return `scores continue (${version}): each round counts by ${after.scoreboard}. The open round was closed and counts for nobody`
}

const bigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value)
