import { execFile } from 'node:child_process'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { runInProcess } from '../../testing/cli.js'
import { createFork, weatherFork } from './testing/fork.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../../../../', import.meta.url))
const conditions = ['--conditions=@subnetkit/source', '--import', 'tsx']

test('a migrated project passes its type check, loads, speaks v10, and says what is not written yet', async () => {
  await using fork = await createFork(weatherFork)
  const out = join(fork.root, 'out')
  expect((await runInProcess(['migrate', fork.folder, '--out', out])).code).toBe(0)
  await symlink(join(root, 'node_modules'), join(out, 'node_modules'))
  const tsc = join(root, 'node_modules/.bin/tsc')
  // The sources of this repository are checked along with it: with their library.
  const options = ['--customConditions', '@subnetkit/source', '--lib', 'es2023,esnext.disposable']
  await run(tsc, options, { cwd: out }).catch(({ stdout }) => {
    throw new Error(stdout)
  })
  await writeFile(
    join(out, 'try.ts'),
    `import { createLegacyDendrite } from 'subnetkit/miner'
import { createKeypair } from 'subnetkit/wallet'
import subnet from './src/subnet.js'
import { forecastV10, serveV10 } from './src/v10.js'
const keypair = createKeypair('//Bob')
await using axon = await serveV10({ keypair, admission: null, host: '127.0.0.1', port: 0, onError: ({ error }) => console.log(String(error)) })
await using dendrite = createLegacyDendrite({ keypair: createKeypair('//Alice') })
const endpoint = { host: '127.0.0.1', port: axon.port, hotkey: keypair.address }
const place = { latitude: 1, longitude: 2, terrain: 'sea' as const }
const answer = await dendrite.query(endpoint, forecastV10, { place, hours: 24, since: '2026-01-01T00:00:00' })
console.log(subnet.name, Object.keys(subnet.protocol).join(), answer.isSuccess)
`,
  )
  const { stdout } = await run(process.execPath, [...conditions, 'try.ts'], { cwd: out })
  expect(stdout).toContain('weather-subnet forecast,explain,ping false')
  expect(stdout).toContain(
    'the answer to Forecast is not translated yet: write it in TypeScript after neurons/miner.py:6',
  )
})
