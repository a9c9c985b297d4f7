import { expect, it } from 'vitest'
import { z } from 'zod'
import { type ExactJson, parseExactJson } from './exact-json.js'
import { asDeclaredInTurns, pythonStrInTurns, readExactJson, toPlainInTurns } from './in-turns.js'
import { exactFields, hashSynapse, hashSynapseInTurns, legacySynapse } from './legacy-synapse.js'
import { pythonStr } from './python-str.js'
import { asDeclared, type PythonType, toPlain } from './python-type.js'
import { judgeLegacyAnswer } from './response-rules.js'

const part = '{"10":1.0,"2":"it\'s","__proto__":[1,2.5,-0,12345678901234567890],"b":{"x":null,"y":[]}}'
const text = `{"list":[${Array.from({ length: 400 }, () => part).join(' , ')}],"dict":{${Array.from({ length: 400 }, (_, at) => `"k${at}":${part}`).join()}}}`
const type: PythonType = { fields: new Map([['list', { list: { dict: 'float' } }]]) }

it('reads and converts a large value as a small one', async () => {
  const whole = parseExactJson(text)
  const read = await readExactJson(Buffer.from(text))
  expect(read).toStrictEqual(whole)
  expect([...(read as ReadonlyMap<string, ExactJson>).keys()]).toEqual(['list', 'dict'])
  const declared = asDeclared(whole, type)
  expect(await asDeclaredInTurns(read, type)).toStrictEqual(declared)
  expect(await toPlainInTurns(declared, type)).toStrictEqual(toPlain(declared, type))
  expect(await pythonStrInTurns(declared)).toBe(pythonStr(declared))
})

it('hashes large fields as small ones', async () => {
  const fields = z.object({ list: z.array(z.number()), label: z.string() })
  const synapse = legacySynapse({ name: 'Sum', fields, hashFields: ['list', 'label', 'name', 'timeout'] })
  const list = Array.from({ length: 1_000 }, (_, at) => at / 4)
  const values = exactFields(synapse, { list, label: 'a' })
  expect(await hashSynapseInTurns(synapse, values, 12)).toBe(hashSynapse(synapse, values, 12))
})

it('defect: an answer wrong in 80,000 places is refused at the first few', async () => {
  const synapse = legacySynapse({ name: 'List', fields: z.object({ list: z.array(z.string()) }) })
  const body = Buffer.from(`{"list":[${'1,'.repeat(80_000)}1]}`)
  const headers = [['content-type', 'application/json']] as const
  const { status, message } = await judgeLegacyAnswer(synapse, { status: 200, headers, body })
  expect(status).toBe(422)
  expect(message!.length).toBeLessThan(500)
})

it('defect: an answer nested 100,000 levels deep does not overflow the stack', async () => {
  const synapse = legacySynapse({ name: 'Any', fields: z.object({ any: z.unknown() }) })
  const body = Buffer.from(`{"any":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)
  const headers = [['content-type', 'application/json']] as const
  expect((await judgeLegacyAnswer(synapse, { status: 200, headers, body })).status).toBe(422)
})
