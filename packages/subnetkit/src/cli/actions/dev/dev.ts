import { join } from 'node:path'
import { onAbort } from '@subnetkit/base'
import { z } from 'zod'
import { wholeNumber } from '../../config/fields.js'
import { hotkeyName } from '../../config/settings.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { exitCodes } from '../../exit-codes.js'
import { locateModule } from '../../module/locate-module.js'
import { counted } from '../../output/text.js'
import { defineAction } from '../../program/define-action.js'
import { dashboardField } from '../../run/dashboard-option.js'
import { moduleOf } from '../../run/module-argument.js'
import { deferred } from './deferred.js'
import type { DevChain } from './dev-chain.js'
import { createPresenter } from './presenter.js'
import { createDevFolder, projectOf } from './project.js'
import { startSession } from './session.js'
import { untilPaid, usualWithin } from './until-paid.js'

/** An origin as browsers send it, without a path; also that of an extension. */
const isOrigin = (text: string): boolean => /^[a-z][a-z-]*:\/\/[^/?#\s]+$/.test(text) && URL.canParse(text)

const devnetFields = {
  miners: wholeNumber(1, 200).optional(),
  validators: wholeNumber(1, 64).optional(),
  seed: wholeNumber(0, 999_999_999).optional(),
  blockTime: wholeNumber(20, 86_400_000).optional(),
  port: wholeNumber(0, 65_535).optional(),
  gateway: z.literal(true).optional(),
  allowOrigin: z
    .array(z.string().refine(isOrigin, 'must be an origin such as https://polkadot.js.org'))
    .optional(),
}
const schema = z.strictObject({
  ...devnetFields,
  minerHotkey: hotkeyName.optional(),
  freshScores: z.literal(true).optional(),
  dashboard: dashboardField,
  until: z.literal('incentive', 'takes incentive, the one thing that can be waited for').optional(),
  within: wholeNumber(1, 604_800).optional(),
})
type Options = z.output<typeof schema>

export const action = defineAction(schema, async (context, options, [argument]) => {
  // From the start of the process.
  const seconds = () => performance.now() / 1_000
  const { config } = context.configured
  const isDevnet = !leavesDevnet(context)
  checkOptions(options, isDevnet)
  if (isDevnet && context.configured.origins.get('subnet.netuid')?.from === 'flag') {
    throw cliError('USAGE', {
      detail: '--netuid is for a network that exists, and the devnet numbers its own subnet',
      fix: 'Name the network with --network, or leave out --netuid.',
    })
  }
  if (!isDevnet && config.subnet?.netuid === undefined) {
    throw cliError('USAGE', {
      detail: 'no netuid is given, and the network has many subnets',
      fix: 'Pass --netuid, or leave out --network for a devnet with the subnet on it.',
    })
  }
  const module = await moduleOf(context, argument, { preferSource: true })
  const folder = projectOf(await locateModule(module))
  const presenter = createPresenter(context, seconds)
  await using state = await createDevFolder(folder)

  // The dashboard runs in the process of the validators, and outlives none of them: it looks for the gateway here.
  await using shown =
    options.gateway && options.dashboard ? await (await import('./dev-gateway.js')).showDevGateway() : null

  const opened = deferred<DevChain>()
  const starting = startSession({
    module: { module, folder, export: config.subnet?.export, handlers: config.subnet?.handlers },
    // Scores of a chain that lives on are kept.
    directory: isDevnet ? state.path : join(state.home, 'network'),
    seed: options.seed,
    tasksAtOnce: config.validator?.tasksAtOnce,
    dashboard: options.dashboard,
    gatewayPort: shown?.port,
    freshScores: options.freshScores ?? false,
    presenter,
    seconds,
    async openChain(definition) {
      const { netuid: wanted = 0 } = config.subnet ?? {}
      const choice = choiceOf(options)
      const starting = isDevnet
        ? `starting a chain, and registering ${counted(choice.validators, 'validator')} and ${counted(choice.miners, 'miner')} …`
        : `connecting to ${context.settings.network.join(', ')} …`
      presenter.say({ kind: 'progress', event: 'starting', text: starting })
      const chain = isDevnet
        ? await (await preparing).createDevnetChain(definition, choice, seconds() * 1_000)
        : await (await import('./network-chain.js')).connectNetworkChain(context, {
            ...{ netuid: wanted, mechanisms: definition.mechanisms, minerHotkey: options.minerHotkey },
          })
      const { network, netuid } = chain
      const text = isDevnet
        ? `a chain with the subnet as netuid ${netuid} listens at ${network}`
        : `uses subnet ${netuid} of ${context.settings.network.join(', ')}`
      presenter.say({ kind: 'notice', event: 'chain', text, data: { network, netuid } })
      opened.resolve(chain)
      return chain
    },
  })
  // Loaded while the processes load the subnet.
  const preparing = import('./devnet-chain.js')
  if (isDevnet) preparing.then(({ warmUp }) => warmUp()).catch(() => {}) // who awaits it has the error
  context.closeAtEnd(() => starting.then((late) => late[Symbol.asyncDispose]()).catch(() => {}))
  await using session = await context.unlessInterrupted(starting)
  await using gateway = options.gateway
    ? await (await import('./dev-gateway.js')).startDevGateway({
        ...{ module, export: config.subnet?.export, chain: await opened.promise, presenter },
        port: config.gateway?.port,
      })
    : null
  if (gateway !== null) shown?.show(gateway)
  const interrupted = new Promise<void>((resolve) => {
    onAbort(context.signal, () => resolve())
  })
  const { until, within = isDevnet ? usualWithin.devnet : usualWithin.network } = options
  await (until === undefined ? interrupted : untilPaid(session, { within, seconds, interrupted }))
  const exitCode = context.signal.aborted ? exitCodes.interrupted : exitCodes.done
  await gateway?.close()
  await session[Symbol.asyncDispose]()
  return { data: undefined, text: () => '', exitCode }
})

/** The configuration of a project names the network of its deployment: only an option leaves the devnet. */
function leavesDevnet({ globalOrigins }: Context): boolean {
  return globalOrigins.get('network.endpoints')?.from === 'flag'
}

/** Refuses options that mean nothing where the subnet runs. Throws USAGE. */
function checkOptions(options: Options, isDevnet: boolean): void {
  const given = Object.keys(options).filter((name) => options[name as keyof Options] !== undefined)
  const wrong = given.find((name) =>
    isDevnet ? name === 'minerHotkey' : name in devnetFields && name !== 'seed',
  )
  if (wrong !== undefined) {
    const flag = `--${wrong.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    throw cliError('USAGE', {
      detail: isDevnet
        ? `${flag} is for a network that exists`
        : `${flag} is for the devnet, and --network leaves it`,
      fix: isDevnet
        ? `Name the network with --network, or leave out ${flag}.`
        : `Leave out ${flag} or --network.`,
    })
  }
  if (options.within !== undefined && options.until === undefined) {
    throw cliError('USAGE', {
      detail: '--within is the longest wait for an event, and none is waited for',
      fix: 'Pass --until incentive as well, or leave out --within.',
    })
  }
  if (isDevnet || options.until === undefined || options.minerHotkey !== undefined) return
  throw cliError('USAGE', {
    detail: 'no miner runs here whose incentive could be waited for',
    fix: 'Pass the hotkey of a miner with --miner-hotkey, or leave out --until.',
  })
}

const choiceOf = ({ miners = 3, validators = 1, port, blockTime, seed, allowOrigin = [] }: Options) => ({
  ...{ miners, validators, port, blockTime, seed },
  allowedOrigins: allowOrigin,
})
