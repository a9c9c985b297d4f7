import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { licencesOf, problemOf } from './licences.js'

it.each(['MIT', 'Apache-2.0', '(MIT OR GPL-3.0-only)', 'MIT AND ISC'])('%s may be shipped', (licence) => {
  expect(problemOf(licence)).toBeNull()
})

it.each([
  ['GPL-3.0-or-later WITH Classpath-exception-2.0', 'copyleft'],
  ['MIT AND LGPL-3.0', 'copyleft'],
  ['none named', 'not on the list of permissive licences'],
])('%s may not', (licence, problem) => {
  expect(problemOf(licence)).toBe(problem)
})

it('reads the licence of every installed package, also of the old forms', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-licences-'))
  const manifests = [
    { name: 'a', version: '1.0.0', license: 'MIT' },
    { name: 'b', version: '2.0.0', license: { type: 'GPL-2.0' } },
    { name: 'c', version: '3.0.0', licenses: [{ type: 'MIT' }, { type: 'ISC' }] },
  ]
  for (const one of manifests) {
    await mkdir(join(folder, 'node_modules', one.name), { recursive: true })
    await writeFile(join(folder, 'node_modules', one.name, 'package.json'), JSON.stringify(one))
  }
  const packages = Object.fromEntries(manifests.map(({ name }) => [`node_modules/${name}`, {}]))
  await writeFile(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages }))
  expect(await licencesOf({ folder })).toEqual([
    { licence: 'MIT', packages: ['a@1.0.0'], problem: null },
    { licence: 'GPL-2.0', packages: ['b@2.0.0'], problem: 'copyleft' },
    { licence: 'MIT OR ISC', packages: ['c@3.0.0'], problem: null },
  ])
  await rm(folder, { recursive: true })
})
