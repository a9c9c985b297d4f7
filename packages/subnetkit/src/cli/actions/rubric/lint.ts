import { isSubnetError } from '@subnetkit/base'
import type { Protocol } from '@subnetkit/core'
import type { Handlers } from '@subnetkit/transport'
import { z } from 'zod'
import { wholeNumber } from '../../config/fields.js'
import type { Context } from '../../context/context.js'
import { exitCodes } from '../../exit-codes.js'
import { loadHandlers } from '../../module/load-handlers.js'
import { drawTasks, usualSeed } from '../../offline/draw-tasks.js'
import { type Definition, loadDefinition, taskHotkey } from '../../offline/load-definition.js'
import { defineAction } from '../../program/define-action.js'
import { lintRubric } from './lint-rubric.js'
import { renderLint } from './render-lint.js'

const schema = z.strictObject({
  count: wholeNumber(2, 200).default(8),
  seed: wholeNumber(0, 999_999_999).default(usualSeed),
  handlers: z.string().min(1, 'must not be empty').optional(),
})

export const action = defineAction(schema, async (context, { count, seed, handlers: named }, [argument]) => {
  const definition = await loadDefinition(context, argument)
  const { subnet, mechanism, module } = definition
  const handlers = await handlersOf(context, definition, named)
  const choice = { mechanism, seed, hotkey: await taskHotkey(context), count }
  const { tasks } = await drawTasks(subnet, choice, context.signal)
  const { signal, progress } = context
  const result = await context.unlessInterrupted(
    lintRubric({ subnet, tasks, handlers, seed, signal, progress }),
  )
  const { name, version } = subnet
  const errors = result.findings.filter(({ severity }) => severity === 'error').length
  return {
    data: { subnet: name, version: String(version), module, mechanism, seed, ok: errors === 0, ...result },
    text: () => renderLint(context, { title: `${name} v${version}, mechanism ${mechanism}`, ...result }),
    exitCode: errors === 0 ? exitCodes.done : exitCodes.failed,
  }
})

/** The handlers of the subnet's sample miner; null if it has none. */
async function handlersOf(
  context: Context,
  { module, exported, subnet }: Definition,
  named: string | undefined,
): Promise<Handlers<Protocol> | null> {
  try {
    const loaded = await context.unlessInterrupted(loadHandlers(subnet as never, { module, exported, named }))
    return loaded.handlers
  } catch (error) {
    if (named !== undefined || !isSubnetError(error, 'HANDLERS_NOT_EXPORTED')) throw error
    context.progress('no handlers: right answers are made of the truth of the tasks')
    return null
  }
}
