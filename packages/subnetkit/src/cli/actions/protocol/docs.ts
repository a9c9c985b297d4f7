import { z } from 'zod'
import { loadSubnet } from '../../module/load-subnet.js'
import { defineAction } from '../../program/define-action.js'
import { deliver } from './deliver.js'
import { productOptions } from './options.js'

export const action = defineAction(z.strictObject(productOptions), async (_context, options, [path = '']) => {
  const { createReference } = await import('@subnetkit/transport/products')
  const text = await createReference(await loadSubnet(path, options.export))
  return deliver({ text, data: { markdown: text } }, options)
})
