import { join } from 'node:path'
import type { TypedAddress } from '@subnetkit/dashboard/options'
import { deferred } from './deferred.js'
import type { DevChain } from './dev-chain.js'
import type { ScoredRounds } from './edit/rescore-edit.js'
import { mannerAt } from './role/manners.js'
import type { FromRole, LoadedDefinition, ModuleToLoad, RoleName } from './role/messages.js'
import { type RoleProcess, startRole } from './start-role.js'

export interface CrewParts {
  readonly module: ModuleToLoad
  /** Folder of what the validators keep. */
  readonly directory: string
  readonly seed: number | undefined
  /** Tasks of one miner in flight at the same time. @default that of a validator */
  readonly tasksAtOnce: number | undefined
  /** Address of the first validator's dashboard. @default none */
  readonly dashboard?: TypedAddress | undefined
  /** Port of the gateway's status, for that dashboard. @default no gateway */
  readonly gatewayPort?: number | undefined
  /** Scores start at 0 again with every replacement. */
  readonly freshScores: boolean
  onMessage(message: FromRole): void
  /** A line that the user's code printed. */
  onLine(role: RoleName, line: string): void
  /** A file was imported. */
  onFile(): void
  /** A process ended by itself. */
  onEnded(role: RoleName, manner: string): void
}

/** The processes with the user's code: miners and validators of one state of it, then of the next. */
export interface Crew {
  /** The subnet that they have loaded first. Rejects with the error of loading. */
  readonly loaded: Promise<LoadedDefinition>
  /** Ids of their processes. */
  pids(): readonly number[]
  /** Files of the project that they have imported, and those that are loaded to take over. */
  files(): ReadonlySet<string>
  /** Runs them, once they have loaded the subnet. */
  run(chain: DevChain): Promise<void>
  /** Loads the modules again in new processes, which then take over. Throws {@link NotLoaded}, and changes nothing, if they do not load. */
  replace(chain: DevChain, edit: Edit): Promise<Replacement>
  /** Starts loading over, if the first processes still load. */
  restart(): void
  /** Gives up a replacement that still loads: it throws {@link Abandoned}. Does nothing if none does. */
  abandon(): void
  stop(): Promise<void>
}

/** An edit of the code. */
export interface Edit {
  /** Reason to close the rounds that are open. */
  readonly reason: string
  /** Returns the rounds that the code until now has scored, null without any; called once it is stopped. */
  readonly scored: () => ScoredRounds | null
}

/** Subnet before and after. */
export interface Replacement {
  readonly before: LoadedDefinition
  readonly after: LoadedDefinition
}

/** The modules do not load, with the files that were imported until then. */
export class NotLoaded extends Error {
  readonly files: ReadonlySet<string>

  constructor(cause: unknown, files: ReadonlySet<string>) {
    super('the module does not load', { cause })
    this.files = files
  }
}

/** Loading was given up. */
export class Abandoned extends Error {}

/** Miners and validators of one state of the code. */
interface Team {
  readonly miners: RoleProcess
  readonly validators: RoleProcess
  readonly loaded: Promise<LoadedDefinition>
  /** True once others take over, or it is stopped: what it reports no longer counts. */
  isRetired: boolean
}

/** Time to close at the end of the command, in ms. */
const endMs = 1_500

/** Starts the first processes. */
export function startCrew(parts: CrewParts): Crew {
  let generation = 0
  let next: Team | null = null
  let giveUp = (): void => {}
  const first = deferred<LoadedDefinition>()
  first.promise.catch(() => {}) // who waits for it has the error
  let isLoaded = false
  let team = startFirst()
  /** Ports stay the same from process to process: the axons are on chain. */
  const ports = new Map<number, number>()
  let dashboardPort = parts.dashboard?.port

  function startFirst(): Team {
    const own = startTeam(parts, databaseOf(parts, generation))
    own.loaded.then(
      (definition) => {
        isLoaded ||= own === team
        if (own === team) first.resolve(definition)
      },
      (error: Error) => own === team && first.reject(error),
    )
    return own
  }

  function startTeam({ module, onMessage, onLine, onEnded }: CrewParts, directory: string | null): Team {
    const start = (name: RoleName) =>
      startRole(
        { name, module, directory: name === 'validators' ? directory : null },
        {
          onMessage(message) {
            if (own.isRetired) return
            if (message.kind === 'miner-serves') ports.set(message.index, message.port)
            if (message.kind === 'dashboard') dashboardPort = message.port
            onMessage(message)
          },
          onLine: (line) => onLine(name, line),
          onFile: () => own.isRetired || parts.onFile(),
        },
      )
    const [miners, validators] = [start('miners'), start('validators')]
    const loaded = Promise.all([miners.loaded, validators.loaded]).then(([definition]) => definition)
    const own: Team = { miners, validators, loaded, isRetired: false }
    loaded.then(
      () => {
        for (const role of [miners, validators])
          void role.ended.then((manner) => own.isRetired || onEnded(role.name, manner))
      },
      () => {}, // who waits for it has the error
    )
    return own
  }

  /** Folder of the database of the code before, if it is another one. */
  function formerDirectory(): string | null {
    const before = databaseOf(parts, generation - 1)
    return before === databaseOf(parts, generation) ? null : before
  }

  async function runTeam({ miners, validators }: Team, chain: DevChain, edit: Edit | null): Promise<void> {
    const { network, netuid, roundBlocks, weightsEveryBlocks } = chain
    const place = { network, netuid }
    const serving = miners.run({
      ...{ kind: 'run-miners', ...place },
      miners: chain.miners.map((hotkey, index) => ({
        ...{ hotkey, manner: mannerAt(index), port: ports.get(index) ?? 0 },
      })),
    } as const)
    const validating = validators.run({
      ...{ kind: 'run-validators', validators: chain.validators, mechanisms: chain.mechanisms, ...place },
      ...{
        directory: databaseOf(parts, generation),
        roundBlocks,
        weightsEveryBlocks,
        seed: parts.seed,
        tasksAtOnce: parts.tasksAtOnce,
        dashboard: parts.dashboard === undefined ? null : { ...parts.dashboard, ...portOf(dashboardPort) },
        gatewayPort: parts.gatewayPort,
        closing: edit?.reason ?? null,
        former: edit && { scored: edit.scored(), directory: formerDirectory() },
      },
    } as const)
    validating.catch(() => {}) // reported below, unless the miners fail first
    await serving
    validators.begin()
    await validating
  }

  return {
    loaded: first.promise,
    pids: () => [team.miners, team.validators].flatMap(({ pid }) => pid ?? []),
    files: () => new Set([...filesOf(team), ...(next === null ? [] : filesOf(next))]),
    run: (chain) => runTeam(team, chain, null),
    async replace(chain, edit) {
      const coming = startTeam(parts, null)
      next = coming
      const abandoned = deferred<never>()
      giveUp = () => abandoned.reject(new Abandoned())
      const after = await Promise.race([coming.loaded, abandoned.promise]).catch(async (error: unknown) => {
        const files = filesOf(coming)
        next = null
        await endTeam(coming, error instanceof Abandoned ? 0 : endMs)
        throw error instanceof Abandoned ? error : new NotLoaded(error, files)
      })
      giveUp = () => {}
      const before = await team.loaded
      const former = team
      team = coming
      next = null
      generation++
      await stopTeam(former)
      await runTeam(coming, chain, edit)
      return { before, after }
    },
    restart() {
      if (isLoaded || team.isRetired) return
      const former = team
      team = startFirst()
      void endTeam(former, 0)
    },
    abandon: () => giveUp(),
    async stop() {
      await Promise.all([team, ...(next === null ? [] : [next])].map((one) => endTeam(one, endMs)))
    },
  }
}

const portOf = (port: number | undefined) => (port === undefined ? {} : { port })

const filesOf = ({ miners, validators }: Team) => new Set([...miners.files, ...validators.files])

/** Folder of the validators' database. */
const databaseOf = ({ directory, freshScores }: CrewParts, generation: number) =>
  join(directory, freshScores ? `validators-${generation}` : 'validators')

/** Stops everything at once, at the end of the command or before the work has begun: no validator is left to miss a miner. */
async function endTeam(team: Team, withinMs: number): Promise<void> {
  team.isRetired = true
  await Promise.all([team.validators.stop(withinMs), team.miners.stop(withinMs)])
}

/** Stops the validators first: they would find the miners gone. */
async function stopTeam(team: Team): Promise<void> {
  team.isRetired = true
  await team.validators.stop()
  await team.miners.stop()
}
