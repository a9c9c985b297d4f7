import { z } from 'zod'
import { loadSubnet } from '../../module/load-subnet.js'
import { defineAction } from '../../program/define-action.js'
import { deliver } from './deliver.js'
import { productOptions } from './options.js'
import { warnOfUnstated } from './warn-of-unstated.js'

export const action = defineAction(z.strictObject(productOptions), async (context, options, [path = '']) => {
  const { createOpenapi } = await import('@subnetkit/transport/products')
  const subnet = await loadSubnet(path, options.export)
  const data = createOpenapi(subnet)
  await warnOfUnstated(context, subnet)
  return deliver({ data, text: `${JSON.stringify(data, null, 2)}\n` }, options)
})
