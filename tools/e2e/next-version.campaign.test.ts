import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { runStamp } from '@subnetkit/templates'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { root } from '../boundaries/workspace.js'

const run = promisify(execFile)
const cli = ['--conditions=@subnetkit/source', '--import', fileURLToPath(import.meta.resolve('tsx'))]
const main = join(root, 'packages/subnetkit/src/cli/main.ts')
let folder = ''
let project = ''
const running: ChildProcess[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-next-version-'))
  project = join(folder, 'acme')
})
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Section of docs/create.md: the code of its module, and its commands in order. */
async function walkThrough() {
  const docs = await readFile(join(root, 'docs/create.md'), 'utf8')
  const section = /^## Change it on a network$(.*?)^## /ms.exec(docs)?.[1] ?? ''
  const code = /```ts\n\/\/ src\/next\.ts\n(.*?)```/s.exec(section)?.[1]
  const blocks = [...section.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) =>
    block!.split('\n').filter((line) => line !== ''),
  )
  const added = /`(next: \{[^`]+\})` after `([^`]+)`/.exec(section)
  if (code === undefined || blocks.length !== 4 || added === null)
    throw new Error('docs/create.md has changed')
  return { code, blocks, next: added[1]!, after: added[2]! }
}

const env = () => ({ ...process.env, HOME: folder, XDG_STATE_HOME: join(folder, 'state'), NO_COLOR: '1' })
/** Options of a line as they run here: at the address of this chain. */
const argumentsOf = (line: string, network: string) =>
  line
    .replace(/^npx subnet /, '')
    .replace(/ -n local\b/, ` -n ${network}`)
    .split(' ')

/** Starts a line that stays; resolves with the first output that fits. */
async function start(
  line: string,
  network: string,
  fits: RegExp,
  more: readonly string[] = [],
): Promise<string> {
  const args = [...cli, main, ...argumentsOf(line, network), ...more]
  const child = spawn(process.execPath, args, { cwd: project, env: env(), stdio: ['ignore', 'pipe', 'pipe'] })
  running.push(child)
  return new Promise((resolve, reject) => {
    const seen: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (text) => {
        seen.push(text)
        const found = fits.exec(text)
        if (found) resolve(found[1] ?? text)
      })
    }
    child.on('close', () => reject(new Error(`${line} ended:\n${seen.join('\n')}`)))
  })
}

/** Runs a line to its end, and returns what it prints. */
async function finish(line: string, network: string, more: readonly string[] = []): Promise<string> {
  const args = [...cli, main, ...argumentsOf(line, network), ...more]
  return (await run(process.execPath, args, { cwd: project, env: env() })).stdout
}

it('docs/create.md: shadow, explain, activation and roll-back run as they are shown', async () => {
  const { code, next, after, blocks } = await walkThrough()
  await runStamp({
    target: project,
    answers: { name: 'acme', domain: 'blank', packageManager: 'npm', flavour: 'project' },
  })
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'))
  await writeFile(join(project, 'src/next.ts'), code)
  const subnet = join(project, 'src/subnet.ts')
  const present = await readFile(subnet, 'utf8')
  expect(present).toContain(after)
  await writeFile(
    subnet,
    `import { nextScoring } from './next.js'\n${present.replace(`${after},`, `${after},\n  ${next},`)}`,
  )
  const [[devnet, ...neurons], [report, explain], [activate], [back]] = blocks as [
    string[],
    string[],
    string[],
    string[],
  ]
  const network = await start(devnet!, '', /^chain at (ws:\S+?),/, ['--port', '0'])
  const of = (role: string) => neurons.filter((line) => line.includes(` ${role} `))
  await Promise.all(of('miner').map((line) => start(line, network, /listens|serves/, ['--port', '0'])))
  await Promise.all(of('validator').map((line) => start(line, network, /validates acme/)))
  const wait = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 120_000, interval: 500 })
  const versions = async () => {
    const { active, shadow } = JSON.parse(await finish(report!, network, ['--json'])) as Record<
      string,
      string
    >
    return [active, shadow]
  }
  await wait(async () => expect(await versions()).toEqual(['1', '2']))
  expect(await finish(report!, network)).toMatch(/version 2/)
  expect(await finish(explain!, network)).toMatch(/uid 2|rank/)

  /** Activates at a block that is ahead, also where a command takes its time. */
  async function activateAhead(line: string): Promise<string> {
    const placed = (block: number) => line.replace(/--at \d+/, `--at ${block}`)
    const [dry, began] = [await finish(placed(4_000_000), network, ['--dry-run', '--json']), Date.now()]
    const { head } = JSON.parse(dry) as { head: number }
    for (const margin of [60, 240, 960]) {
      const sent = await finish(placed(head + margin), network).catch((error: Error) => error)
      if (typeof sent === 'string') return sent
      if (!sent.message.includes('does not lie ahead')) throw sent
    }
    throw new Error(`no command ended within ${Date.now() - began} ms`)
  }
  expect(await activateAhead(activate!)).toMatch(/version 2 from block \d+ on/)
  await wait(async () => expect(await versions()).toEqual(['2', '1']))
  expect(await activateAhead(back!)).toMatch(/version 1 from block \d+ on, in place of version 2/)
  await wait(async () => expect(await versions()).toEqual(['1', '2']))
}, 600_000)
