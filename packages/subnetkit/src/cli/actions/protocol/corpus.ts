import { z } from 'zod'
import { loadSubnet } from '../../module/load-subnet.js'
import { defineAction } from '../../program/define-action.js'
import { deliver } from './deliver.js'
import { productOptions } from './options.js'

const schema = z.strictObject({
  ...productOptions,
  // Named so since `--seed` would be a secret.
  variant: z.string().min(1, 'must not be empty').default('1'),
})

export const action = defineAction(schema, async (context, { variant: seed, ...options }, [path = '']) => {
  const { createCorpus } = await import('@subnetkit/transport/products')
  const data = await createCorpus(await loadSubnet(path, options.export), { seed })
  const accepted = data.filter(({ expected }) => expected.code === 'OK').length
  context.progress(`${data.length} bodies: ${accepted} to accept, ${data.length - accepted} to refuse`)
  return deliver({ data, text: data.map((entry) => `${JSON.stringify(entry)}\n`).join('') }, options)
})
