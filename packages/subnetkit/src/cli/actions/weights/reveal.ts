import { z } from 'zod'
import { confirmOrRefuse } from '../../context/confirm.js'
import { exitCodes } from '../../exit-codes.js'
import { defineAction } from '../../program/define-action.js'
import { renderStatus, statusDocument } from './document.js'
import { openOutbox, viewOutbox } from './open-outbox.js'
import { subjectFields } from './subject.js'

const schema = z.strictObject({ ...subjectFields, wait: z.boolean().default(false) })

export const action = defineAction(schema, async (context, { wait, ...place }) => {
  const { settings, palette, signal } = context
  const hotkey = await context.keys.hotkeyAddress()
  const client = await context.chain()
  const unfinished = (await viewOutbox(context, client, hotkey, place).status()).filter(
    ({ settled }) => !settled,
  )
  if (unfinished.length === 0) {
    return { data: { entries: [] }, text: () => `${palette.good('✓')} no unfinished weights` }
  }
  if (settings.dryRun) {
    return {
      data: { dryRun: true, entries: unfinished.map(statusDocument) },
      text: () =>
        [...unfinished.flatMap((status) => renderStatus(status, palette)), 'dry run: nothing was sent'].join(
          '\n',
        ),
    }
  }
  if (!settings.json && !(settings.quiet && settings.yes)) {
    const lines = unfinished.flatMap((status) => renderStatus(status, context.stderr))
    context.io.stderr.write(`${lines.join('\n')}\n`)
  }
  await confirmOrRefuse(context, 'Continue with these weights?')
  const outbox = await openOutbox(context, client, place)
  let statuses = await outbox.advance({ signal })
  if (wait) {
    const onStatus = ({ sentence }: { readonly sentence: string }) => context.progress(sentence)
    const keys = unfinished.map(({ entry }) => entry.key)
    statuses = await Promise.all(
      keys.map((key) => outbox.settle(key, { untilRefused: true, signal, onStatus })),
    )
  }
  const failed = statuses.some(({ entry, problem }) => entry.stage === 'failed' || problem !== null)
  return {
    data: { entries: statuses.map(statusDocument) },
    text: () => statuses.flatMap((status) => renderStatus(status, palette)).join('\n'),
    exitCode: failed ? exitCodes.failed : exitCodes.done,
  }
})
