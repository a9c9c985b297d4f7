import { expect, it } from 'vitest'
import { callsOf, type ReceiptNode, renderTree } from './receipt-tree.js'

const leaf = (what: string): ReceiptNode => ({
  ...{ id: `rcpt_${what}`, what, charged: 5, miners: ['5GrwvaEF5z'], madeOf: [], called: [] },
})

it('renders a receipt with what its miner called and what it is made of', () => {
  const image = { ...leaf('image'), called: [leaf('model')], madeOf: [leaf('text')] }
  const tree = { ...leaf('storage'), madeOf: [image] }
  expect(renderTree(tree)).toBe(
    [
      'storage  5 µ  by 5GrwvaEF…  rcpt_storage',
      '└─ made of image  5 µ  by 5GrwvaEF…  rcpt_image',
      '   ├─ called model  5 µ  by 5GrwvaEF…  rcpt_model',
      '   └─ made of text  5 µ  by 5GrwvaEF…  rcpt_text',
      '',
    ].join('\n'),
  )
  expect(callsOf(tree)).toEqual(['storage', 'image', 'model', 'text'])
})
