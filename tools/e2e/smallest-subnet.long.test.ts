import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** Ends a hang. */
const longest = 240_000

let folder = ''
const started: ChildProcess[] = []

/** The files that the README names in the first line of a block. */
async function readProject(): Promise<Map<string, string>> {
  const text = await readFile(join(root, 'README.md'), 'utf8')
  const blocks = [...text.matchAll(/^```ts\n\/\/ (\S+\.ts)\n(.*?)^```$/gms)]
  return new Map(blocks.map(([, name = '', code = '']) => [name, code]))
}

/** Changes what depends on the machine that tests run on, and only that. */
function change(code: string | undefined, from: string, to: string): string {
  expect(code).toContain(from)
  return code?.replace(from, to) ?? ''
}

beforeAll(async () => {
  // Inside the tools package, so that `subnetkit` resolves as it does for a reader.
  const parent = join(root, 'tools/dist')
  await mkdir(parent, { recursive: true })
  folder = await mkdtemp(join(parent, 'smallest-'))
})

afterAll(async () => {
  for (const child of started) if (child.exitCode === null) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

/** A program of the project in a process of its own. */
function start(file: string) {
  const flags = ['--conditions=@subnetkit/source', '--import', 'tsx']
  const child = spawn(process.execPath, [...flags, join(folder, file)], {
    env: { ...process.env, XDG_STATE_HOME: folder },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  started.push(child)
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const lines: string[] = []
  const waiting = new Set<() => void>()
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line)
    for (const look of waiting) look()
  })
  return {
    /** The first line that matches; fails with everything that was logged when the process ends before. */
    async says(pattern: RegExp): Promise<string> {
      const found = new Promise<string>((resolve) => {
        const look = () => {
          const line = lines.find((one) => pattern.test(one))
          if (line !== undefined) resolve(line)
        }
        waiting.add(look)
        look()
      })
      const ended = exited.then(() => {
        throw new Error(`${file} ended before it said ${pattern}:\n${lines.join('\n')}`)
      })
      return Promise.race([found, ended])
    },
    async end(signal: NodeJS.Signals) {
      child.kill(signal)
      const [code] = await exited
      return { code, lines }
    },
  }
}

it('runs as the README says: weights land and name the miner, and signals end all of it', {
  timeout: longest,
}, async () => {
  const project = await readProject()
  expect([...project.keys()]).toEqual(['subnet.ts', 'miner.ts', 'validator.ts', 'devnet.ts'])
  const write = (name: string, code = project.get(name) ?? '') => writeFile(join(folder, name), code)
  await write('subnet.ts')
  await write('devnet.ts', change(project.get('devnet.ts'), '{ subnet }', '{ subnet, port: 0 }'))
  const devnet = start('devnet.ts')
  const network = /ws:\S+/.exec(await devnet.says(/a chain listens/))?.[0]
  await devnet.says(/registered .*miner-1/)

  const local = (name: string, more: string) =>
    change(project.get(name), "network: 'local'", `network: '${network}'${more}`)
  await write('miner.ts', local('miner.ts', ', port: 0'))
  await write('validator.ts', local('validator.ts', ''))
  const config = {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: { composite: false, noEmit: true, declaration: false, declarationMap: false },
    include: ['*.ts'],
  }
  await write('tsconfig.json', JSON.stringify(config))
  const tsc = promisify(execFile)(join(root, 'node_modules/.bin/tsc'), ['-p', folder])
  const checked = tsc.catch(({ stdout }: { stdout: string }) => ({ stdout }))

  const miner = start('miner.ts')
  await miner.says(/serves adder v1 on subnet 2/)
  const validator = start('validator.ts')
  // The subnet owner has uid 0, the validator registered before the miner.
  await validator.says(/weights of round \d+ are revealed at block \d+: uid 2 \(5\w{7}…\) = 65535$/)

  const [asked, served] = await Promise.all([validator.end('SIGINT'), miner.end('SIGTERM')])
  expect([asked.code, served.code, (await devnet.end('SIGINT')).code]).toEqual([0, 0, 0])
  expect([...asked.lines, ...served.lines].filter((line) => line.includes(' ERROR '))).toEqual([])
  expect((await checked).stdout).toBe('')
})
