import type { GatewayModel } from '@subnetkit/gateway'
import { expect, it } from 'vitest'
import { withShortNames } from './short-names.js'

const named = (id: string, ...aliases: string[]) => ({ id, aliases }) as unknown as GatewayModel
const aliasesOf = (...models: GatewayModel[]) => withShortNames(models).map(({ aliases }) => aliases)

it('a model is also asked for by the name of its subnet without the prefix, unless that is taken', () => {
  expect(aliasesOf(named('subnet-text'), named('talker', 'gpt'))).toEqual([['text'], ['gpt']])
  expect(aliasesOf(named('subnet-text'), named('other', 'text'))).toEqual([[], ['text']])
  expect(aliasesOf(named('subnet-'), named('subnet-image', 'i'))).toEqual([[], ['i', 'image']])
})
