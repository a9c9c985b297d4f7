import { expect, it } from 'vitest'
import { readPackages } from '../boundaries/workspace.js'
import { publishedEntries, publishedManifest } from './published-manifest.js'

const packages = readPackages().filter(({ manifest }) => !manifest.private)

it('publishes no entry that only the repository can resolve', () => {
  const chain = packages.find(({ folder }) => folder === 'chain')
  expect(chain?.manifest.exports).toHaveProperty(['./testing'])
  expect(publishedEntries(chain!.manifest)).not.toContain('./testing')
})

it.each(packages)(
  '$folder has what npm asks of a published package, and nothing of the repository',
  ({ folder, manifest }) => {
    const published = publishedManifest(manifest)
    expect(published).toMatchObject({
      description: expect.any(String),
      keywords: expect.arrayContaining(['bittensor']),
      homepage: expect.stringContaining(`packages/${folder}`),
      repository: { type: 'git', directory: `packages/${folder}` },
      bugs: { url: expect.stringContaining('issues') },
      author: expect.any(String),
      license: 'Apache-2.0',
      engines: { node: '>=20.19' },
      publishConfig: { access: 'public' },
      sideEffects: folder === 'wallet' ? ['**/keys/wasm.*'] : false,
    })
    expect(Object.keys(published)).not.toEqual(expect.arrayContaining(['scripts']))
    expect(JSON.stringify(published)).not.toMatch(/@subnetkit\/source|"nx"|devDependencies|\/src\//)
  },
)

it.each(packages)(
  '$folder gives third parties as ranges, which users can deduplicate and patch',
  ({ manifest }) => {
    const theirs = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies }).filter(
      ([name]) => !/^(@subnetkit\/|subnetkit$)/.test(name),
    )
    for (const [name, range] of theirs) {
      // A bundled package is the version that was tested, and polkadot.js only works with codecs of its own version.
      const isPinned = manifest.bundleDependencies?.includes(name) || name.startsWith('@polkadot/types')
      // Validators have to render the same pixels.
      const isExact = name === '@napi-rs/canvas'
      const pattern =
        (isPinned && manifest.bundleDependencies !== undefined) || isExact ? /^\^?\d/ : /^(\^|>=)/
      expect(range, name).toMatch(pattern)
    }
  },
)
