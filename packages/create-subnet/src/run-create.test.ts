import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { install } from './install.js'
import type { Prompter } from './io.js'
import { type CreateBench, openCreateBench } from './testing/create-bench.js'

let bench: CreateBench
let folder = ''
let bin = ''

beforeEach(async () => {
  bench = await openCreateBench()
  folder = bench.folder
  bin = bench.bin
})
afterEach(() => bench[Symbol.asyncDispose]())

const program: CreateBench['program'] = (...given) => bench.program(...given)
const run: CreateBench['run'] = (...given) => bench.run(...given)
const failureOf: CreateBench['failureOf'] = (...given) => bench.failureOf(...given)

describe('a command line', () => {
  it.each([['--help'], ['acme', '--help', '--unknown'], ['--version']])(
    '%s %s prints and writes nothing',
    async (...argv) => {
      const { code, stdout, at } = await run(argv)
      expect({ code, at: await at() }).toEqual({ code: 0, at: [] })
      expect(stdout).not.toBe('')
    },
  )

  it.each([
    [['acme', '--yes', '--domian', 'blank'], 'CREATE_USAGE', 'Did you mean --domain?'],
    [['acme', '--yes', '--domain'], 'CREATE_USAGE', '--domain'],
    [['acme', '--yes', '--domain', 'txt'], 'CREATE_USAGE', 'Choose one of'],
    [['acme', '--yes', '--package-manager', 'nmp'], 'CREATE_USAGE', 'npm, pnpm, yarn, bun'],
    [['acme', '--yes', '--git', '--no-git'], 'CREATE_USAGE', 'Pass one'],
    [['acme', '--yes=1'], 'CREATE_USAGE', 'alone'],
    [['acme', 'b', '--yes'], 'CREATE_USAGE', 'acme-b'],
    [['acme'], 'CREATE_USAGE', '--yes'],
    [[], 'CREATE_USAGE', '--yes'],
  ])('%j is refused with its fix', async (argv, code, fix) => {
    expect(await failureOf(argv)).toMatchObject({ exit: 2, code, fix: expect.stringContaining(fix) })
    expect(await readdir(join(folder, 'home'))).toEqual([])
  })

  it.each([
    ['my subnet', 'my-subnet'],
    ['Acme', 'acme'],
    ['sübnet', 'su-bnet'],
    ['9lives', 'lives'],
    ['a_b', 'a-b'],
    ['node_modules', 'my-node-modules'],
    ['subnetkit', 'my-subnetkit'],
    ['http', 'my-http'],
    ['con', 'my-con'],
    ['null', 'my-null'],
    ['true', 'my-true'],
    ['no', 'my-no'],
    ['LPT1', 'my-lpt1'],
    ['..', 'my-subnet'],
    ['../..', 'my-subnet'],
    ['a'.repeat(33), 'shorter'],
    ['acme-', 'acme'],
    ['', 'my-subnet'],
  ])('the name %j is refused with another', async (name, fix) => {
    expect(await failureOf(['--yes', '--', name])).toMatchObject({
      exit: 2,
      code: 'NAME_INVALID',
      fix: expect.stringContaining(fix),
    })
    expect(await readdir(join(folder, 'home'))).toEqual([])
  })
})

describe('a project', () => {
  it('is listed and not written by --dry-run', async () => {
    const { code, stdout, at } = await run(['acme', '--yes', '--dry-run', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ name: 'acme', dryRun: true, folder: 'acme', installed: false })
    expect(JSON.parse(stdout).files.map(({ path }: { path: string }) => path)).toContain('src/rubric.ts')
    expect(await at()).toEqual([])
  })

  it('is installed with the package manager that runs this, before its first commit', async () => {
    await program('pnpm', 'echo "$@" > installed.txt')
    const env = {
      PATH: [bin, '/usr/bin', '/bin'].join(delimiter),
      HOME: folder,
      npm_config_user_agent: 'pnpm/10.0.0 npm/? node/v20',
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    }
    const { code, stdout } = await run(['acme', '--yes', '--json'], { env })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      installed: true,
      packageManager: 'pnpm',
      git: { state: 'committed' },
    })
    expect(await readFile(join(folder, 'home/acme/installed.txt'), 'utf8')).toBe('install\n')
  })

  it('defect: the empty working folder is a target, with its own name, and stays the folder it is', async () => {
    const cwd = join(folder, 'home')
    const { ino } = await stat(cwd)
    const { code, stdout } = await run(['.', '--yes', '--no-install', '--no-git', '--json'])
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, name: 'home', folder: '.', path: cwd })
    expect((await stat(cwd)).ino).toBe(ino)
    expect(await readdir(folder)).toEqual(['bin', 'home'])
    expect(await failureOf(['./', '--yes'])).toMatchObject({ exit: 1, code: 'TARGET_EXISTS' })
    await mkdir(join(folder, 'Not A Name'))
    expect(await failureOf(['.', '--yes'], { cwd: join(folder, 'Not A Name') })).toMatchObject({
      code: 'NAME_INVALID',
    })
  })

  it('has no files of deployment with --no-deploy', async () => {
    const listed = async (...more: string[]) =>
      JSON.parse((await run(['acme', '--yes', '--dry-run', '--json', ...more])).stdout).files.map(
        ({ path }: { path: string }) => path,
      )
    expect(await listed()).toContain('compose.yaml')
    expect(await listed('--no-deploy')).not.toContain('compose.yaml')
  })

  it('asks for what is not given', async () => {
    const asked: string[] = []
    const prompter: Prompter = {
      async text(question, initial, refuse) {
        asked.push(question)
        expect([refuse('a b') === undefined, refuse(initial)]).toEqual([false, undefined])
        return 'acme'
      },
      async select(question, choices, initial) {
        asked.push(question)
        expect(choices.map(({ value }) => value)).toContain(initial)
        return initial
      },
      async confirm(question) {
        asked.push(question)
        return false
      },
    }
    expect((await run(['--no-install'], { prompter })).code).toBe(0)
    expect(asked).toHaveLength(4)
    expect(await readdir(join(folder, 'home/acme'))).not.toContain('.git')
    const cancels = { ...prompter, text: async () => null }
    expect(await failureOf(['--no-install'], { prompter: cancels })).toMatchObject({
      exit: 130,
      code: 'CREATE_INTERRUPTED',
    })
  })

  it('is not written over anything', async () => {
    await mkdir(join(folder, 'home/acme'))
    await writeFile(join(folder, 'home/acme/mine.txt'), 'mine')
    await writeFile(join(folder, 'home/file'), 'mine')
    for (const name of ['acme', 'file'])
      expect(await failureOf([name, '--yes'])).toMatchObject({ exit: 1, code: 'TARGET_EXISTS' })
    expect(await readdir(join(folder, 'home'), { recursive: true })).toEqual([
      'acme',
      'file',
      join('acme', 'mine.txt'),
    ])
  })

  it('is not written below a file', async () => {
    await writeFile(join(folder, 'home/file'), 'mine')
    expect(await failureOf(['file/acme', '--yes'])).toMatchObject({ exit: 1, code: 'TARGET_UNWRITABLE' })
  })

  it('is whole without git, without an identity for git, and inside a repository', async () => {
    const withoutGit = await run(['one', '--yes', '--no-install', '--json'], { env: { PATH: bin } })
    expect(JSON.parse(withoutGit.stdout).git).toMatchObject({
      state: 'skipped',
      detail: expect.stringContaining('git'),
    })
    const env = { PATH: '/usr/bin:/bin', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', EMAIL: '' }
    const first = await run(['two', '--yes', '--no-install', '--json'], { env })
    expect(['initialized', 'committed']).toContain(JSON.parse(first.stdout).git.state)
    const inside = await run(['two/three', '--yes', '--no-install', '--json'], { env })
    expect(JSON.parse(inside.stdout).git).toMatchObject({
      state: 'skipped',
      detail: expect.stringContaining('already'),
    })
    expect([withoutGit.code, first.code, inside.code]).toEqual([0, 0, 0])
  })
})

describe('an installation that fails leaves the project and says how to go on:', () => {
  it.each([
    [
      'a proxy that answers HTML',
      'echo "npm error invalid json response body: Unexpected token \'<\'" >&2; exit 1',
      'web page',
    ],
    ['no network', 'echo "npm error code ENOTFOUND" >&2; exit 1', 'cannot be reached'],
    ['a full disk', 'echo "npm error code ENOSPC" >&2; exit 1', 'disk is full'],
    [
      'anything else',
      'echo "npm error code E1" >&2; echo "npm error the moon is full" >&2; exit 1',
      'the moon is full',
    ],
  ])('%s', async (_, script, message) => {
    await program('npm', script)
    expect(await failureOf(['acme', '--yes', '--package-manager', 'npm'])).toMatchObject({
      exit: 1,
      code: 'INSTALL_FAILED',
      message: expect.stringContaining(message),
      fix: expect.stringContaining('npm install in acme'),
    })
    expect(await readdir(join(folder, 'home/acme'))).toContain('package.json')
  })

  it('no such package manager', async () => {
    const failure = await failureOf(['acme', '--yes', '--package-manager', 'bun'], { env: { PATH: bin } })
    expect(failure).toMatchObject({
      exit: 1,
      code: 'INSTALL_FAILED',
      fix: expect.stringContaining('Install bun'),
    })
  })

  it('Ctrl-C', async () => {
    const controller = new AbortController()
    await program('npm', 'touch started; exec sleep 60')
    const failing = failureOf(['acme', '--yes', '--package-manager', 'npm'], { signal: controller.signal })
    await expect
      .poll(() => readdir(join(folder, 'home/acme')).catch(() => []), { timeout: 30_000 })
      .toContain('started')
    controller.abort()
    expect(await failing).toMatchObject({
      exit: 130,
      code: 'CREATE_INTERRUPTED',
      message: expect.stringContaining('no git repository'),
      fix: expect.stringContaining('npm install and git init'),
    })
  })
})

it('defect: details of a JSON error repeated its message and its fix', async () => {
  const refused = await failureOf(['acme'])
  expect(refused).toMatchObject({ code: 'CREATE_USAGE', details: {} })
  expect(Object.keys(refused.details)).toEqual([])
  expect((await failureOf(['--yes', '--', 'Acme'])).details).toEqual({ name: 'Acme' })
})

it.each([
  [[], 'the name and --domain are missing', 'create-subnet my-subnet --domain text;'],
  [['acme'], '--domain is missing', 'create-subnet acme --domain text;'],
  [['--domain', 'blank'], 'the name is missing', 'create-subnet my-subnet --domain blank;'],
])(
  'defect: %j without a terminal names what is missing and a command that has it',
  async (argv, message, fix) => {
    expect(await failureOf(argv)).toMatchObject({
      message: expect.stringContaining(message),
      fix: expect.stringContaining(fix),
    })
  },
)

it('defect: committed to the repository that GIT_DIR names', async () => {
  const other = join(folder, 'other')
  const env = { PATH: '/usr/bin:/bin', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_DIR: other }
  await run(['acme', '--yes', '--no-install', '--domain', 'blank'], { env })
  expect(await readdir(folder)).not.toContain('other')
  expect(await readdir(join(folder, 'home/acme'))).toContain('.git')
})

describe('an installation that holds on', () => {
  /** Not of a zombie, which its parent may leave for long. */
  const isAlive = (pid: number) =>
    /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim())
  const started = async () => {
    const text = () => readFile(join(folder, 'home/acme/pids'), 'utf8').catch(() => '')
    await expect.poll(text, { timeout: 30_000 }).toMatch(/^\d+\n\d+\n$/)
    return (await text()).trim().split('\n').map(Number)
  }
  afterEach(() => {
    vi.useRealTimers()
  })

  it('defect: was waited for for ever after Ctrl-C, as its child had its pipes', async () => {
    const controller = new AbortController()
    await program('npm', 'sleep 600 & echo "$$\n$!" > pids; wait')
    const failing = failureOf(['acme', '--yes', '--package-manager', 'npm'], { signal: controller.signal })
    const pids = await started()
    controller.abort()
    expect(await failing).toMatchObject({ exit: 130, code: 'CREATE_INTERRUPTED' })
    await expect.poll(() => pids.filter(isAlive)).toEqual([])
  })

  it('defect: was never killed where it ignores signals', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const controller = new AbortController()
    await program('npm', `trap '' TERM INT; sleep 600 & echo "$$\n$!" > pids; wait`)
    const failing = failureOf(['acme', '--yes', '--package-manager', 'npm'], { signal: controller.signal })
    const pids = await started()
    controller.abort()
    vi.advanceTimersByTime(3_000)
    expect(await failing).toMatchObject({ exit: 130, code: 'CREATE_INTERRUPTED' })
    await expect.poll(() => pids.filter(isAlive)).toEqual([])
  })

  it('has a deadline', async () => {
    await program('npm', 'exec sleep 600')
    const env = { PATH: [bin, '/usr/bin', '/bin'].join(delimiter) }
    const place = { cwd: folder, env, signal: new AbortController().signal }
    await expect(install('npm', 'acme', place, 1)).rejects.toMatchObject({ code: 'INSTALL_FAILED' })
  })
})

it('Ctrl-C before the folder is whole leaves nothing', async () => {
  const controller = new AbortController()
  controller.abort()
  expect(await failureOf(['acme', '--yes'], { signal: controller.signal })).toMatchObject({ exit: 130 })
  expect(await readdir(join(folder, 'home'))).toEqual([])
})
