import { systemClock } from '@subnetkit/base'
import { z } from 'zod'
import { updateError } from '../../../update/errors.js'
import { placesIn } from '../../../update/releases/folder.js'
import { readJournal } from '../../../update/releases/journal.js'
import { askWindow } from '../../../update/window/ask-window.js'
import { wholeNumber } from '../../config/fields.js'
import { exitCodes } from '../../exit-codes.js'
import { defineAction } from '../../program/define-action.js'
import { healthUrlOf, updateSettings } from './update-settings.js'

/** Time between two questions, in ms. */
const pauseMs = 1_000

const schema = z.strictObject({
  wait: z.literal(true).optional(),
  within: wholeNumber(1, 604_800).optional(),
  healthUrl: z.url('must be a URL such as http://127.0.0.1:9465').optional(),
})

export const action = defineAction(schema, async (context, { wait, within, healthUrl }) => {
  const { role, directory, restartSeconds, weightsBlocks } = updateSettings(context)
  const url = healthUrlOf(context, role, healthUrl)
  const measured = (await readJournal(placesIn(directory).journal)).restartMs
  const question = { restartMs: measured ?? restartSeconds * 1_000, weightsBlocks }
  const end = within === undefined ? Number.POSITIVE_INFINITY : systemClock.now() + within * 1_000
  for (let said = ''; ; ) {
    const { safe, reasons, head } = await askWindow(url, question)
    const sentences = reasons.map(({ sentence }) => sentence).join('; ')
    const data = { safe, head, reasons }
    if (safe || wait === undefined)
      return {
        data,
        text: () =>
          safe ? `it may be stopped now, at block ${head}` : `not now, at block ${head}: ${sentences}`,
        exitCode: safe ? exitCodes.done : exitCodes.failed,
      }
    const codes = reasons.map(({ code }) => code).join()
    if (said !== codes) context.progress(`waits at block ${head}: ${sentences}`)
    said = codes
    if (systemClock.now() >= end) throw updateError('WINDOW_CLOSED', { detail: sentences })
    await systemClock.sleep(pauseMs, { signal: context.signal })
  }
})
