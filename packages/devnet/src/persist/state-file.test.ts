import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createDevnet, type Devnet, type DevnetOptions } from '../devnet.js'
import { unwrap, wrap } from './envelope.js'
import { readChain } from './saved-chain.js'

const TAO = 1_000_000_000n
const alice = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'
const stranger = `0x${'5c'.repeat(32)}`

/** A folder of its own, with a file in it that is not there yet. */
async function scratch() {
  const folder = await mkdtemp(join(tmpdir(), 'devnet-state-'))
  return {
    folder,
    file: join(folder, 'chain.state'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

const start = (stateFile: string | undefined, options: DevnetOptions = {}) =>
  createDevnet({ seed: 'kept', blockTime: 'manual', ...(stateFile && { stateFile }), ...options })

/** Something of everything: blocks, edits, a pool and a clock. */
function live(devnet: Devnet): void {
  devnet.impersonate(alice).execute('SubtensorModule', 'register_network', { hotkey: stranger })
  devnet.mine(3)
  devnet.setStorage('SubtensorModule', 'Tempo', [2], 20)
  devnet.fund(stranger, 5n * TAO)
  devnet.impersonate(stranger).submit('System', 'remark', { remark: Uint8Array.of(1) })
  devnet.setNextTimestamp(devnet.head.timestamp + 5)
}

describe('a chain with a state file', () => {
  test('goes on where it was, to the same hashes as one that never stopped', async () => {
    await using place = await scratch()
    await using unbroken = await start(undefined)
    live(unbroken)
    {
      await using first = await start(place.file)
      live(first)
    }
    await using second = await start(place.file)
    expect(second.head).toEqual(unbroken.head)
    expect(second.state.System.Account.get(stranger).data.free).toBe(5n * TAO)
    expect(await second.provider.send('author_pendingExtrinsics', [])).toHaveLength(1)
    expect(second.mine(30)).toBe(unbroken.mine(30))
    expect(second.state.System.Account.get(stranger).nonce).toBe(1)
  })

  test('has its past, up to 256 blocks, and its genesis', async () => {
    await using place = await scratch()
    let hashes: string[] = []
    {
      await using first = await start(place.file)
      hashes = [first.head.hash, ...Array.from({ length: 300 }, () => first.mine())]
      // What was edited at the head goes with it.
      first.setStorage('SubtensorModule', 'Tempo', [1], 9)
    }
    await using second = await start(place.file)
    const { provider } = second
    expect(await provider.send('chain_getBlockHash', [[0, 300, 45, 44]])).toEqual([
      hashes[0],
      hashes[300],
      hashes[45],
      null,
    ])
    const key = '0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb'
    await using unbroken = await start(undefined)
    unbroken.mine(300)
    for (const at of [0, 45, 46, 300]) {
      expect(await provider.send('state_getStorage', [key, hashes[at]])).toBe(
        await unbroken.provider.send('state_getStorage', [key, hashes[at]]),
      )
    }
    unbroken.setStorage('SubtensorModule', 'Tempo', [1], 9)
    expect(second.mine(2)).toBe(unbroken.mine(2))
  })

  test('is saved again after it was resumed, edited blocks in the middle included', async () => {
    await using place = await scratch()
    await using unbroken = await start(undefined)
    const step = (devnet: Devnet) => {
      devnet.mine(150)
      devnet.setStorage('SubtensorModule', 'Tempo', [1], 7)
      devnet.setStorage('SubtensorModule', 'Tempo', [1], 100)
    }
    for (let life = 0; life < 3; life++) {
      await using devnet = await start(place.file)
      step(devnet)
      step(unbroken)
    }
    await using last = await start(place.file)
    expect(last.head).toEqual(unbroken.head)
    expect(last.mine(5)).toBe(unbroken.mine(5))
    expect(await readdir(place.folder)).toEqual(['chain.state'])
  })

  test('is written when asked, and not written anew when nothing has changed', async () => {
    await using place = await scratch()
    await using devnet = await start(place.file)
    await expect(readFile(place.file)).rejects.toThrow('ENOENT')
    devnet.mine()
    await Promise.all([devnet.save(), devnet.save(), devnet.save()])
    const written = await readFile(place.file)
    await rm(place.file)
    await devnet.save()
    await expect(readFile(place.file)).rejects.toThrow('ENOENT')
    devnet.fund(stranger, TAO)
    await devnet.save()
    expect(await readFile(place.file)).not.toEqual(written)
  })

  test('waiting extrinsics are made into a block by themselves after the resumption', async () => {
    await using place = await scratch()
    {
      await using devnet = await start(place.file)
      devnet.impersonate(alice).submit('System', 'remark', { remark: new Uint8Array() })
    }
    await using devnet = await start(place.file, { blockTime: 'instant' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(devnet.head.number).toBe(1)
  })

  test('keeps its seed and its preset', async () => {
    await using place = await scratch()
    {
      await using devnet = await start(place.file, { preset: 'fast' })
      devnet.mine()
    }
    const different = start(place.file, { seed: 'other' })
    await expect(different).rejects.toMatchObject({
      code: 'BAD_OPTION',
      message: expect.stringContaining('with the seed "kept"'),
    })
    await expect(start(place.file, { preset: 'mainnet-like' })).rejects.toMatchObject({ code: 'BAD_OPTION' })
    await using devnet = await createDevnet({ stateFile: place.file, blockTime: 'manual' })
    devnet.impersonate(alice).execute('SubtensorModule', 'register_network', { hotkey: stranger })
    expect(devnet.state.SubtensorModule.Tempo.get(2)).toBe(10)
    expect(devnet.head.number).toBe(2)
  })

  test('a file that cannot be written is told, and nothing half-written stays', async () => {
    await using place = await scratch()
    const folder = join(place.folder, 'missing')
    await mkdir(folder)
    const devnet = await start(join(folder, 'chain.state'))
    devnet.mine()
    await rm(folder, { recursive: true })
    await expect(devnet.save()).rejects.toMatchObject({ code: 'BAD_STATE_FILE' })
    await expect(devnet.close()).rejects.toMatchObject({ code: 'BAD_STATE_FILE' })
    expect(await readdir(place.folder)).toEqual([])
  })

  test('defect: a chain ran for hours before the folder of its file turned out to be missing', async () => {
    await using place = await scratch()
    await expect(start(join(place.folder, 'missing', 'chain.state'))).rejects.toMatchObject({
      code: 'BAD_STATE_FILE',
      fix: `Create the folder ${join(place.folder, 'missing')}, or use a file in another one.`,
    })
    expect(await readdir(place.folder)).toEqual([])
  })

  test('defect: a port that is taken threw a raw EADDRINUSE; it leaves nothing running', async () => {
    await using place = await scratch()
    await using other = await createDevnet({ port: 0 })
    const port = Number(new URL(other.url!).port)
    await expect(start(place.file, { port, blockTime: 1 })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      fix: `Choose another port: ${port} is in use.`,
    })
    expect(await readdir(place.folder)).toEqual([])
  })
})

describe('a file that cannot be trusted', () => {
  async function writtenFile(): Promise<Buffer> {
    await using place = await scratch()
    {
      await using devnet = await start(place.file)
      live(devnet)
    }
    return await readFile(place.file)
  }

  test('cut off anywhere, it is refused', async () => {
    const file = await writtenFile()
    expect(() => readChain(unwrap(file, 'it'))).not.toThrow()
    expect(file.length).toBeGreaterThan(10_000)
    for (let length = 0; length < file.length; length += 97) {
      expect(() => unwrap(file.subarray(0, length), 'it')).toThrow(/^it is/)
    }
    expect(() => unwrap(Buffer.concat([file, Buffer.from(' ')]), 'it')).toThrow('damaged')
  })

  test('with any byte changed, it is refused', async () => {
    const file = await writtenFile()
    const positions = [
      ...Array.from({ length: 100 }, (_, at) => at),
      ...Array.from({ length: Math.floor(file.length / 97) }, (_, at) => at * 97),
      file.length - 1,
    ]
    for (const [turn, at] of positions.entries()) {
      const flipped = Buffer.from(file)
      flipped[at]! ^= 1 << (turn % 8)
      expect(() => unwrap(flipped, 'it')).toThrow(/^it is/)
    }
  })

  test('a devnet does not start from it, says why, and leaves it alone', async () => {
    await using place = await scratch()
    const file = await writtenFile()
    const cases: [Buffer, string][] = [
      [Buffer.alloc(0), 'is not a state file of a devnet'],
      [Buffer.from('{"some":"json"}\n'), 'is not a state file of a devnet'],
      [Buffer.alloc(5_000, 0xff), 'is not a state file of a devnet'],
      [file.subarray(0, file.length >> 1), 'is damaged or was not written to its end'],
      [Buffer.from(file.toString('latin1').replace('state 1\n', 'state 2\n'), 'latin1'), 'of format 2'],
      [wrap('nonsense'), 'cannot be resumed'],
      [wrap('{}'), 'cannot be resumed'],
    ]
    for (const [content, message] of cases) {
      await writeFile(place.file, content)
      await expect(start(place.file)).rejects.toMatchObject({
        code: 'BAD_STATE_FILE',
        message: expect.stringContaining(message),
      })
      expect(await readFile(place.file)).toEqual(content)
    }
    await expect(start(place.folder)).rejects.toMatchObject({ code: 'BAD_STATE_FILE' })
  })

  test('blocks that do not follow from each other are refused even with a right checksum', async () => {
    const text = unwrap(await writtenFile(), 'it')
    const changed = (change: (saved: SavedJson) => void) => {
      const saved = JSON.parse(text) as SavedJson
      change(saved)
      return () => readChain(JSON.stringify(saved))
    }
    const cases = [
      changed(({ blocks }) => blocks.splice(2, 1)),
      changed(({ blocks }) => blocks.reverse()),
      changed(({ blocks }) => blocks[1]!.changes.pop()),
      changed(({ blocks }) => blocks[0]!.changes.pop()),
      changed(({ blocks }) => blocks[1]!.extrinsics.push('0x00')),
      changed(({ pool }) => pool.push('0x00')),
      changed((saved) => {
        saved.specVersion = 1
      }),
      changed(({ edits }) => edits.push(['zz', null])),
    ]
    for (const read of cases) expect(read).toThrow()
  })

  interface SavedJson {
    specVersion: number
    blocks: { changes: unknown[]; extrinsics: string[] }[]
    edits: unknown[]
    pool: string[]
  }
})
