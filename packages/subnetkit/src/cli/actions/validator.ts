import { systemClock } from '@subnetkit/base'
import type { ValidatorListener } from '@subnetkit/core/validator'
import type { TypedAddress } from '@subnetkit/dashboard/options'
import { z } from 'zod'
import { runGateway } from '../../gateway/run-gateway.js'
import { type RunningValidator, runValidator } from '../../validator/run-validator.js'
import { defined } from '../../validator/tuning.js'
import type { Config } from '../config/file-schema.js'
import type { Context } from '../context/context.js'
import { cliError } from '../errors.js'
import { loadSubnet } from '../module/load-subnet.js'
import { defineAction } from '../program/define-action.js'
import { dashboardField } from '../run/dashboard-option.js'
import { keepGatewayBeside } from '../run/gateway-beside.js'
import { gatewayOptions } from '../run/gateway-options.js'
import { keepHeapSmall } from '../run/keep-heap-small.js'
import { logDestination } from '../run/log-destination.js'
import { moduleOf } from '../run/module-argument.js'
import { namingSettings } from '../run/named-settings.js'
import { reportRound } from '../run/once/round-report.js'
import { watchRound } from '../run/once/watch-round.js'
import { checkNeuron, openChain } from '../run/open-chain.js'
import { openHotkey } from '../run/open-hotkey.js'
import { moduleHash } from '../run/package-hash.js'
import { runUntilStopped, runWhile } from '../run/run-until-stopped.js'
import { dashboardOptions, netuidOf, validatorOptions } from '../run/validator-options.js'

const schema = z.strictObject({ once: z.literal(true).optional(), dashboard: dashboardField })

export const action = defineAction(schema, async (context, { once, dashboard }, [argument]) => {
  keepHeapSmall()
  const module = await moduleOf(context, argument)
  const netuid = netuidOf(context.configured.config)
  if (once) return runRound(context, { module, netuid, dashboard })
  const starting = startWithGateway(context, { module, netuid, dashboard })
  await runUntilStopped(context, starting, ({ hotkey, roundBlocks }) => {
    if (context.settings.json) context.io.stdout.write(`${JSON.stringify({ hotkey, netuid, roundBlocks })}\n`)
  })
  return null
})

/** Runs one round, and closes the validator whatever happens. */
async function runRound(context: Context, run: Run) {
  const { module, netuid, dashboard } = run
  const { listen, folded, done, soFar } = watchRound()
  const starting = openShared(context, module, netuid).then((shared) =>
    startValidator(context, { module, netuid, dashboard, shared, onEvent: listen }),
  )
  return runWhile(context, starting, async (validator) => {
    const { hotkey, roundBlocks, store } = validator
    const latest = (await store.rounds()).at(-1)
    if (latest !== undefined && ['folded', 'skipped'].includes(latest.state)) {
      context.progress(
        `round ${latest.number} is over already; the next begins at block ${latest.number + roundBlocks}`,
      )
    }
    // Weights may take longer than the next round.
    const scores = context.unlessInterrupted(folded).then(() => store.scores())
    scores.catch(() => {}) // an interruption is reported below
    const round = await context.unlessInterrupted(done).catch(async (error: unknown) => {
      const part = soFar()
      // The store closes once the running steps have ended.
      const known =
        part && (await Promise.all([store.receipts(part.number), store.scores()]).catch(() => null))
      if (!part || !known || !context.signal.aborted) throw error
      return { ...part, isInterrupted: true, receipts: known[0], scores: known[1] }
    })
    if ('isInterrupted' in round) return reportRound(context, round, { netuid, hotkey, roundBlocks })
    const receipts = await store.receipts(round.number)
    return reportRound(context, { ...round, receipts, scores: await scores }, { netuid, hotkey, roundBlocks })
  })
}

/** Starts a validator, and the gateway beside it that the configuration asks for; they end together. */
async function startWithGateway(context: Context, run: Run): Promise<RunningValidator> {
  const { module, netuid } = run
  const shared = await openShared(context, module, netuid)
  const { config } = context.configured
  const organic = organicOf(config)
  const ending = new AbortController()
  const signals = organic === null ? context.signal : ending.signal
  const validator = await startValidator(context, { ...run, shared, signals, organic })
  if (!config.gateway?.beside) return validator
  const closeGateway = keepGatewayBeside({
    async start() {
      const { subnet, options, chain } = shared
      const own = { netuid, chain, log: logDestination(context), signals: context.signal }
      const { replayShare, crossCheckShare } = organic ?? {}
      const scored = {
        ...{ ...own, scores: validator.store },
        ...(validator.organic && {
          organic: { validator: validator.organic, ...defined({ replayShare, crossCheckShare }) },
        }),
      }
      const starting = runGateway(subnet, { ...options, ...(await gatewayOptions(config)), ...scored })
      const gateway = await namingSettings(context.configured, ['database', 'redis', 'gateway'], starting)
      validator.dashboard?.showGateway(gateway)
      return gateway
    },
    log: logDestination(context),
    clock: systemClock,
    signal: context.signal,
  })
  // A gateway that feeds scores asks by the validator's client, and keeps its last evidence in the validator's store.
  const close = async () => {
    if (organic === null) await Promise.all([validator.close(), closeGateway()])
    else await closeGateway().finally(() => validator.close())
  }
  const end = () => void closeGateway().finally(() => ending.abort(context.signal.reason))
  if (context.signal.aborted) end()
  else context.signal.addEventListener('abort', end, { once: true })
  const closed = validator.closed.then(closeGateway)
  return { ...validator, closed, close, [Symbol.asyncDispose]: close }
}

/** Settings of users' traffic that feeds scores; null while it does not. Throws USAGE without a gateway beside the validator. */
function organicOf({ gateway }: Config) {
  if (!gateway?.organic?.enabled) return null
  if (gateway.beside) return gateway.organic
  throw cliError('USAGE', {
    detail: 'gateway.organic is enabled, and no gateway runs beside the validator',
    fix: 'Set gateway.beside to true, or gateway.organic.enabled to false.',
  })
}

/** Everything that a validator and a gateway share. */
async function openShared(context: Context, module: string, netuid: number) {
  const subnet = await loadSubnet(module, context.configured.config.subnet?.export)
  const { address, options } = await openHotkey(context, 'validator')
  const chain = await openChain(context)
  await checkNeuron(context, chain, { netuid, hotkey: address })
  return { subnet, options, chain }
}

/** Options of the command line. */
interface Run {
  readonly module: string
  readonly netuid: number
  readonly dashboard: TypedAddress | undefined
}

interface ValidatorParameters extends Run {
  readonly shared: Awaited<ReturnType<typeof openShared>>
  readonly onEvent?: ValidatorListener | undefined
  /** @default that of the command */
  readonly signals?: AbortSignal | undefined
  /** @default requests of users feed no scores */
  readonly organic?: ReturnType<typeof organicOf> | undefined
}

async function startValidator(context: Context, parameters: ValidatorParameters): Promise<RunningValidator> {
  const { module, netuid, dashboard, shared, onEvent, signals = context.signal, organic = null } = parameters
  const { config } = context.configured
  const { subnet, options, chain } = shared
  const starting = runValidator(subnet, {
    ...options,
    ...validatorOptions(config),
    dashboard: dashboardOptions(config.validator, dashboard, config.gateway),
    packageHash: await moduleHash(context, module, 'validator'),
    netuid,
    // --once: the weights of the round may take longer than the next one.
    maxRounds: onEvent && 1,
    chain,
    log: logDestination(context),
    signals,
    onEvent,
    organic: organic === null ? undefined : defined({ share: organic.share }),
  })
  return namingSettings(context.configured, ['subnet', 'database', 'redis', 'validator'], starting)
}
