import { expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import type { Bytes } from '../encoding/byte-value.js'
import { bytes } from '../encoding/bytes.js'
import { synapse } from '../synapse.js'
import { checkExhibits, defineExhibits } from './define-exhibits.js'

const paint = synapse({ input: z.object({ prompt: z.string() }), output: z.object({ png: bytes() }) })
const protocol = { paint, other: synapse({ input: z.object({}), output: z.object({}) }) }
const answer = { family: 'scene', output: null, truth: undefined, score: null, parts: null }

it('shows a synapse by its function, and the others not at all', () => {
  const exhibits = defineExhibits(protocol, {
    paint({ input, output }) {
      expectTypeOf(input).toEqualTypeOf<{ prompt: string }>()
      expectTypeOf(output).toEqualTypeOf<{ png: Bytes } | null>()
      return [{ kind: 'text', title: 'Prompt', text: input.prompt }]
    },
  })
  expect(Object.keys(exhibits.of)).toEqual(['paint'])
  expect(exhibits.show('paint', { ...answer, input: { prompt: 'a cat' } })).toMatchObject([{ text: 'a cat' }])
  for (const name of ['other', 'constructor', 'none'])
    expect(exhibits.show(name, { ...answer, input: {} })).toEqual([])
})

it('refuses a synapse that the protocol lacks, what is no function, and another protocol', () => {
  const invalid = expect.objectContaining({ code: 'CONFIG_INVALID' })
  expect(() => defineExhibits(protocol, { draw: () => [] } as never)).toThrow(invalid)
  expect(() => defineExhibits(protocol, { paint: 'x' } as never)).toThrow(invalid)
  const exhibits = defineExhibits(protocol, { paint: () => [] })
  expect(() => checkExhibits(exhibits, { paint: protocol.other }, 'defineSubnet')).toThrow(invalid)
  expect(() => checkExhibits(exhibits, { other: protocol.other }, 'defineSubnet')).not.toThrow()
})
