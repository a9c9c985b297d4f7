import { z } from 'zod'
import { wholeNumber } from '../../config/fields.js'
import { exitCodes } from '../../exit-codes.js'
import { locateModule } from '../../module/locate-module.js'
import { defineAction } from '../../program/define-action.js'
import { moduleOf } from '../../run/module-argument.js'
import { createDevnetChain } from './dev-chain.js'
import { createPresenter } from './presenter.js'
import { createDevFolder, projectOf } from './project.js'
import { startSession } from './session.js'

const schema = z.strictObject({
  miners: wholeNumber(1, 200).default(3),
  validators: wholeNumber(1, 64).default(1),
  seed: wholeNumber(0, 999_999_999).optional(),
  blockTime: wholeNumber(20, 86_400_000).default(250),
  port: wholeNumber(0, 65_535).optional(),
  allowOrigin: z.array(z.string()).default([]),
  freshScores: z.literal(true).optional(),
  until: z.literal('incentive', 'takes incentive, the one thing that can be waited for').optional(),
})

export const action = defineAction(schema, async (context, options, [argument]) => {
  // From the start of the process.
  const seconds = () => performance.now() / 1_000
  const { config } = context.configured
  const module = await moduleOf(context, argument, { preferSource: true })
  const folder = projectOf(await locateModule(module))
  const presenter = createPresenter(context, seconds)
  const state = await createDevFolder(folder)
  context.closeAtEnd(() => state[Symbol.asyncDispose]())

  const starting = startSession({
    module: { module, folder, export: config.subnet?.export, handlers: config.subnet?.handlers },
    directory: state.path,
    seed: options.seed,
    freshScores: options.freshScores ?? false,
    presenter,
    seconds,
    async openChain(definition) {
      const { miners, validators, port, blockTime, seed, allowOrigin: allowedOrigins } = options
      const chain = await createDevnetChain(definition, {
        ...{ miners, validators, port, blockTime, seed, allowedOrigins },
      })
      const { network, netuid } = chain
      presenter.say({
        ...{
          kind: 'notice',
          event: 'chain',
          text: `a chain with the subnet as netuid ${netuid} listens at ${network}`,
        },
        data: { network, netuid },
      } as const)
      return chain
    },
  })
  context.closeAtEnd(() => starting.then((late) => late[Symbol.asyncDispose]()).catch(() => {}))
  const session = await context.unlessInterrupted(starting)
  const interrupted = new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve()
    else context.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await (options.until === undefined ? interrupted : Promise.race([session.paid, interrupted]))
  const exitCode = context.signal.aborted ? exitCodes.interrupted : exitCodes.done
  await session[Symbol.asyncDispose]()
  await state[Symbol.asyncDispose]()
  return { data: null, text: () => '', exitCode }
})
