import { strictOptions, text } from '@subnetkit/base'
import { z } from 'zod'
import { shapes } from '../../config/file-schema.js'
import { described } from '../../config/leaf.js'
import { allSections, sections } from '../../config/texts/sections.js'
import { defineAction } from '../../program/define-action.js'
import { settingsPage } from './settings-page.js'

const options = z.strictObject({ markdown: z.literal(true).optional() })

export const action = defineAction(options, async (_, { markdown }) => {
  if (markdown) {
    const page = settingsPage()
    return { data: { markdown: page }, text: () => page.trimEnd() }
  }

  const fields = allSections.map((name) => [
    name,
    strictOptions(described(shapes[name], sections[name])).optional(),
  ])
  const schema = strictOptions({ $schema: text().optional(), ...Object.fromEntries(fields) })
  const data = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-7' })
  return { data, text: () => JSON.stringify(data, null, 2) }
})
