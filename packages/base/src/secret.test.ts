import { format, inspect } from 'node:util'
import { expect, it } from 'vitest'
import { Secret } from './secret.js'

const text = 'correct horse battery staple'

it('shows nothing, in whichever way it is written', () => {
  const secret = new Secret(text)
  const nested = { list: [secret], map: new Map([['token', secret]]) }
  const written = [
    String(secret),
    `${secret}`,
    [secret].join(),
    JSON.stringify(nested),
    inspect(nested, { depth: 9, showHidden: true }),
    format('%s %j %o %O', secret, secret, secret, secret),
    JSON.stringify({ ...secret }),
    JSON.stringify(structuredClone(secret)),
    JSON.stringify(Object.getOwnPropertyNames(secret)),
    new Error('failed', { cause: secret }).cause as string,
    inspect(new Error('failed', { cause: { secret } })),
  ]
  for (const one of written) expect(String(one)).not.toContain('horse')
  expect(secret.reveal()).toBe(text)
})
