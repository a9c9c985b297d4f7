import { describe, expect, test } from 'vitest'
import type { ActivatedVersion } from '../commitment/activation.js'
import type { ValidatorEvent } from './events.js'
import { watchActivation } from './watch-activation.js'

const [own, other, newest] = ['aa', 'bb', 'cc'].map((digits) => digits.repeat(32)) as [string, string, string]
const forward: ActivatedVersion = { version: '4', before: '3', block: 1_010, hash: own }

/** Version of the round at block 1,010, and what is said about it. */
async function at(
  activation: ActivatedVersion,
  packageHash: string | null,
  { version = 3, next = 4 }: { readonly version?: number; readonly next?: number | null } = {},
) {
  const events: ValidatorEvent[] = []
  const watch = watchActivation({
    subnet: { name: 'sums', version, ...(next !== null && { next: { version: next } }) },
    ...{ packageHash, netuid: 1 },
    chain: { activation: async () => activation },
    store: { keepActivation: async () => {}, keptActivation: async () => null },
    emit: (event) => events.push(event),
  })
  const scores = await watch.versionOf(1_010)
  const [said = null] = events.flatMap((event) => (event.kind === 'trouble' ? event : []))
  return { scores, said }
}

describe('a next version that the owner has activated', () => {
  test('begins with the package of the activation, and where the package is unknown', async () => {
    for (const hash of [own, null]) expect(await at(forward, hash)).toEqual({ scores: '4', said: null })
  })

  test('does not begin with another package that has the same number: the validator says that it is behind', async () => {
    const { scores, said } = await at(forward, other)
    expect(scores).toBe('3')
    expect(said).toMatchObject({ code: 'ACTIVATION_BEHIND', lasting: true, block: 1_010 })
    expect(said?.reason).toMatch(
      new RegExp(`version 4 of the package sha256:${own} .* sums v3 and v4 of the package sha256:${other}$`),
    )
    expect(said?.fix).toBe(`Update to the package sha256:${own}. Until then rounds are scored by version 3.`)
  })

  test('begins with the newest package of the owner as well', async () => {
    const published = { ...forward, release: newest }
    expect(await at(published, newest)).toEqual({ scores: '4', said: null })
    expect((await at(published, other)).said?.code).toBe('ACTIVATION_BEHIND')
  })

  test('is lacked by a package without it', async () => {
    expect(await at(forward, other, { next: null })).toMatchObject({
      ...{ scores: '3', said: { code: 'ACTIVATION_BEHIND' } },
    })
  })
})

test('roll-back to the present version of a definition needs no certain package, but another one is named', async () => {
  const back = { version: '3', before: '4', block: 1_010, hash: other }
  expect(await at(back, own)).toMatchObject({ scores: '3', said: { code: 'ACTIVATION_BEHIND' } })
  expect(await at({ ...back, release: own }, own)).toEqual({ scores: '3', said: null })
})

test('the same version of a package that was corrected is awaited', async () => {
  const corrected = { version: '4', before: '4', block: 1_010, hash: other }
  expect(await at(corrected, own)).toMatchObject({ said: { code: 'ACTIVATION_BEHIND' } })
  expect(await at(corrected, other)).toEqual({ scores: '4', said: null })
})
