import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, statfs, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { identityOf, lockFile, ownIdentity } from '@subnetkit/base/files'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Channel, channelText } from '../../../update/channel/channel-file.js'
import { signChannel } from '../../../update/channel/read-channel.js'
import { openFolder } from '../../../update/releases/folder.js'
import { emptyJournal, readJournal } from '../../../update/releases/journal.js'
import { runInProcess } from '../../testing/cli.js'
import { tarFile } from '../package/tar.js'
import { createTestProject } from '../package/testing/project.js'

const owner = createKeypair('//owner')
let home = ''
let releases = ''
let sequence = 0
/** Packages by their version. */
const packages = new Map<string, Buffer>()

const run = (line: string, directory = releases) =>
  runInProcess([...line.split(' '), '--releases', directory, '--json'], {
    env: {
      ...{ HOME: home, SUBNETKIT_UPDATE_KEY: owner.address },
      SUBNETKIT_UPDATE_CHANNEL: pathToFileURL(join(home, 'stable.json')).href,
    },
  })
const errorOf = async (line: string, directory = releases) =>
  (await run(line, directory)).json<{ error?: { code: string; fix: string } }>().error

/** Publishes bytes as a release that the owner has signed. */
async function publish(version: string, bytes: Buffer, changes: Partial<Channel & { url: string }> = {}) {
  const file = join(home, 'published.tgz')
  await writeFile(file, bytes)
  const { url = pathToFileURL(file).href, ...others } = changes
  const channel: Channel = {
    ...{ format: 'subnetkit-channel/1', channel: 'stable', sequence: ++sequence },
    issued: new Date(Date.now() - 60_000).toISOString(),
    expires: new Date(Date.now() + 1e9).toISOString(),
    release: {
      ...{ name: '@me/my-subnet', version, role: 'validator', subnet: { name: 'adder', version: 3 } },
      ...{ sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, url, from: null },
      store: { version: 3, readableBy: 3 },
    },
    ...others,
  }
  await writeFile(join(home, 'stable.json'), channelText(signChannel(channel, owner)))
}

/** State that a refusal must leave as it is: the release that runs, and no rests. */
async function untouched(directory: string) {
  const { current, refused } = await readJournal(join(directory, 'state.json'))
  const names = await Promise.all(['downloads', 'releases'].map((name) => readdir(join(directory, name))))
  return [current?.version, refused, await readlink(join(directory, 'current')), ...names]
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'subnet-refusals-'))
  releases = join(home, 'releases')
  await using project = await createTestProject()
  for (const version of ['1.0.0', '1.1.0']) {
    const text = await readFile(join(project.folder, 'package.json'), 'utf8')
    await project.write({ 'package.json': { ...(JSON.parse(text) as object), version } })
    const module = join(project.folder, 'dist/subnet.js')
    const packed = ['package', module, '--role', 'validator', '--portable', '--out', home]
    expect((await runInProcess(packed)).code).toBe(0)
    packages.set(version, await readFile(join(home, `me-my-subnet-${version}-validator.tgz`)))
  }
  await publish('1.0.0', packages.get('1.0.0')!)
  expect((await run('update --force')).json()).toMatchObject({ outcome: 'prepared' })
})
afterAll(() => rm(home, { recursive: true }))

/** Adds an entry to the end of an archive. */
function withEntry(archive: Buffer, entry: Buffer): Buffer {
  const tar = gunzipSync(archive)
  return gzipSync(Buffer.concat([tar.subarray(0, -1024), entry, Buffer.alloc(1024)]))
}
const base = 'me-my-subnet-1.1.0-validator'
const file = (path: string) => tarFile({ path, executable: false, data: Buffer.from('evil') }, 0)

/** An entry of a link, with a header whose sum is right. */
function symlink(path: string, to: string): Buffer {
  const header = tarFile({ path, executable: false, data: Buffer.alloc(0) }, 0)
  header.write('2', 156, 'latin1')
  header.write(to, 157, 'latin1')
  header.fill(' ', 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

const full = () => packages.get('1.1.0')!
test.each<[string, string, () => Promise<void>]>([
  [
    'a channel that has expired',
    'CHANNEL_EXPIRED',
    () => publish('1.1.0', full(), { expires: new Date(Date.now() - 1).toISOString() }),
  ],
  [
    'a file outside of its folder',
    'PACKAGE_DAMAGED',
    () => publish('1.1.0', withEntry(full(), file(`${base}/../../../evil`))),
  ],
  ['an absolute path', 'PACKAGE_DAMAGED', () => publish('1.1.0', withEntry(full(), file('/tmp/evil')))],
  ['a link', 'PACKAGE_DAMAGED', () => publish('1.1.0', withEntry(full(), symlink(`${base}/zz`, '/etc')))],
  ['a file too many', 'PACKAGE_DAMAGED', () => publish('1.1.0', withEntry(full(), file(`${base}/zz`)))],
  ['an archive that was cut off', 'PACKAGE_DAMAGED', () => publish('1.1.0', full().subarray(0, -2_000))],
])('an update refuses %s with %s, and touches nothing', async (_, code, prepare) => {
  await prepare()
  const before = await untouched(releases)
  expect(await errorOf('update --force')).toMatchObject({ code, fix: expect.stringMatching(/\.$/) })
  expect(await untouched(releases)).toEqual(before)
  expect(before).toMatchObject(['1.0.0', [], expect.stringContaining('1.0.0-'), [], [expect.any(String)]])
})

test('a download that is cut off is refused, and succeeds once it is whole', async () => {
  let most = 1_000
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': full().length })
    response.write(full().subarray(0, most))
    if (most < full().length) setTimeout(() => response.destroy(), 50)
    else response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.tgz`
    const at = join(home, 'cut')
    await publish('1.0.0', packages.get('1.0.0')!)
    await run('update --force', at)
    await publish('1.1.0', full(), { url })
    const before = await untouched(at)
    expect(await errorOf('update --force', at)).toMatchObject({ code: 'RELEASE_UNREACHABLE' })
    expect(await untouched(at)).toEqual(before)
    most = full().length
    expect((await run('update --force', at)).json()).toMatchObject({ version: '1.1.0' })
  } finally {
    server.close()
  }
})

test('a disk that is full while a release is unpacked is reported, and leaves nothing', async (context) => {
  const disk = join(home, 'disk')
  await mkdir(disk)
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status !== 0) return context.skip()
  try {
    const at = join(disk, 'releases')
    await publish('1.0.0', packages.get('1.0.0')!)
    await run('update --force', at)
    await publish('1.1.0', full())
    const before = await untouched(at)
    const { blocks, bfree, bsize } = await statfs(disk)
    // Room for the download and the journal.
    const room = (blocks - bfree) * bsize + full().length + 24_576
    expect(spawnSync('mount', ['-o', `remount,size=${room}`, disk]).status).toBe(0)
    expect(await errorOf('update --force', at)).toMatchObject({ code: 'DISK_FULL' })
    expect(await untouched(at)).toEqual(before)
    expect(spawnSync('mount', ['-o', 'remount,size=4m', disk]).status).toBe(0)
    expect((await run('update --force', at)).json()).toMatchObject({ version: '1.1.0' })
  } finally {
    spawnSync('umount', [disk])
  }
})

test('two at once: a supervisor is refused, and subnet update asks only what supervises', async () => {
  const folder = await openFolder(join(home, 'shared'))
  await publish('1.0.0', packages.get('1.0.0')!)
  await using lock = await lockFile(folder.lock, { busy: () => new Error('busy') })
  expect(await errorOf('supervise', folder.path)).toMatchObject({ code: 'UPDATE_BUSY' })
  // defect: another subnet update was asked, which answers no requests, and waited for without end
  expect(await errorOf('update --force', folder.path)).toMatchObject({ code: 'UPDATE_BUSY' })

  await writeFile(folder.supervisor, JSON.stringify(ownIdentity()))
  const answers = async () => {
    for (let done = 0; done < 2; ) {
      const id = await readFile(folder.request, 'utf8').then(
        (text) => (JSON.parse(text) as { id: string }).id,
        () => null,
      )
      await new Promise((resolve) => setTimeout(resolve, 100))
      if (id === null) continue
      const last = { at: '', request: id, outcome: 'current', version: '1.0.0', code: null, message: 'runs' }
      await writeFile(folder.journal, JSON.stringify({ ...emptyJournal, last }))
      await rm(folder.request)
      await new Promise((resolve) => setTimeout(resolve, 700))
      done++
    }
  }
  // defect: the later of two requests replaced the other, which was waited for without end
  const [first, second] = await Promise.all([
    run('update --force', folder.path),
    run('update', folder.path),
    answers(),
  ])
  expect([first.json(), second.json()]).toMatchObject([{ outcome: 'current' }, { outcome: 'current' }])
  await lock.release()
})

test('defect: a supervisor that ended before it answered was waited for without end', async () => {
  const folder = await openFolder(join(home, 'ended'))
  const script = `process.stdout.write('ready'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  const self = identityOf(child.pid ?? 0)
  await using _ = await lockFile(folder.lock, { busy: () => new Error('busy'), self })
  await writeFile(folder.supervisor, JSON.stringify(self))
  const asked = errorOf('update --force', folder.path)
  setTimeout(() => child.kill('SIGKILL'), 300)
  expect(await asked).toMatchObject({ code: 'UPDATE_UNANSWERED' })
  expect(await readdir(folder.path)).not.toContain('request.json')
})
