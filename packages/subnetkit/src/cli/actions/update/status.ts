import { z } from 'zod'
import { placesIn } from '../../../update/releases/folder.js'
import { type Installed, readJournal } from '../../../update/releases/journal.js'
import { renderFacts } from '../../output/table.js'
import { defineAction } from '../../program/define-action.js'
import { updateSettings } from './update-settings.js'

export const action = defineAction(z.strictObject({}), async (context) => {
  const { directory, name } = updateSettings(context)
  const journal = await readJournal(placesIn(directory).journal)
  const { current, previous, refused, step, last, channels } = journal
  const shown = (one: Installed | null) =>
    one === null ? 'none' : `${one.name} ${one.version}, ${one.subnet.name} v${one.subnet.version}`
  return {
    data: { directory, current, previous, refused, step, last, sequence: channels[name]?.sequence ?? null },
    text: () =>
      renderFacts(
        [
          ['folder', directory],
          ['current', shown(current)],
          ['before', shown(previous)],
          ['channel', `${name}, sequence ${channels[name]?.sequence ?? 'none'}`],
          ['under way', step === null ? 'nothing' : `${step.kind}: ${step.target.version}`],
          ['rolled back', refused.map(({ version, reason }) => `${version}: ${reason}`).join('; ') || 'none'],
          ['newest look', last === null ? 'none' : `${last.at}: ${last.message}`],
        ],
        context.palette,
      ).join('\n'),
  }
})
