import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CliChain, createCliChain } from '../../testing/chain.js'
import { createTestProject } from './testing/project.js'

describe('the hash of a package on chain', () => {
  let chain: CliChain
  let file = ''
  let hash = ''
  beforeAll(async () => {
    chain = await createCliChain({}, ['owner', 'other'])
    const subnet = await chain.write('subnet.json', JSON.stringify({ identity: { name: 'adder' } }))
    await chain.run(`create-on-chain ${subnet} -H owner --max-lock 5000 -y`)
    await using project = await createTestProject()
    const module = join(project.folder, 'dist/subnet.js')
    const packed = await chain.run(`package ${module} --role miner --out ${chain.home} --json`)
    hash = packed.json<{ hash: string }>().hash
    file = join(chain.home, 'me-my-subnet-1.2.3-miner.tgz')
  })
  afterAll(() => chain[Symbol.asyncDispose]())
  const code = async (line: string) =>
    (await chain.run(`${line} --json`, { code: 1 })).json<{ error: { code: string } }>().error.code

  it('is published by the owner once, and compared', async () => {
    const netuid = '--netuid 2'
    expect(await code(`verify-package ${file} ${netuid}`)).toBe('PACKAGE_UNPUBLISHED')
    expect(await code(`publish-package ${file} ${netuid} -H other -y`)).toBe('PACKAGE_NOT_OWNER')
    expect(await code(`publish-package ${file} ${netuid} -H owner`)).toBe('NOT_CONFIRMED')
    const dry = await chain.run(`publish-package ${file} ${netuid} -H owner --dry-run --json`)
    expect(dry.json()).toMatchObject({ dryRun: true, hash, before: null })
    const published = await chain.run(`publish-package ${file} ${netuid} -H owner -y --json`)
    expect(published.json()).toMatchObject({ hash, changed: true, block: { number: expect.any(Number) } })
    const again = await chain.run(`publish-package ${file} ${netuid} -H owner -y --json`)
    expect(again.json()).toMatchObject({ changed: false })
    const verified = await chain.run(`verify-package ${file} ${netuid} --json`)
    expect(verified.json()).toMatchObject({ hash, published: true, role: 'miner' })
    const other = `verify-package ${file} --hash sha256:${'0'.repeat(64)}`
    expect(await code(other)).toBe('PACKAGE_FOREIGN')
  })
})
