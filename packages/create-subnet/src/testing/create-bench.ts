import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { CreateIo } from '../io.js'
import { runCreate } from '../run-create.js'

/** A folder in which create-subnet is run, with programs of its own on the path. */
export interface CreateBench extends AsyncDisposable {
  readonly folder: string
  /** Working folder of the runs. */
  readonly home: string
  /** Folder of {@link program}. */
  readonly bin: string
  /** Puts a program on the path. */
  program(name: string, script: string): Promise<void>
  run(argv: readonly string[], changes?: Partial<CreateIo>): Promise<RunOutcome>
  /** Runs with `--json` and returns its error. */
  failureOf(argv: readonly string[], changes?: Partial<CreateIo>): Promise<Failure>
}

interface RunOutcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** Entries of the working folder. */
  at(): Promise<string[]>
}

interface Failure {
  readonly exit: number
  readonly code: string
  readonly message: string
  readonly fix: string
  readonly details: Readonly<Record<string, unknown>>
}

export async function openCreateBench(): Promise<CreateBench> {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-create-'))
  const [home, bin] = [join(folder, 'home'), join(folder, 'bin')]
  await mkdir(home)
  await mkdir(bin)

  async function run(argv: readonly string[], changes: Partial<CreateIo> = {}): Promise<RunOutcome> {
    const written = { stdout: '', stderr: '' }
    const sink = (name: keyof typeof written) => ({
      write(text: string) {
        written[name] += text
      },
    })
    const code = await runCreate(argv, {
      stdout: sink('stdout'),
      stderr: sink('stderr'),
      cwd: home,
      // Git of the machine, with nothing of its user.
      env: { PATH: [bin, '/usr/bin', '/bin'].join(delimiter), HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
      prompter: null,
      signal: new AbortController().signal,
      ...changes,
    })
    return { code, ...written, at: () => readdir(home) }
  }

  return {
    folder,
    home,
    bin,
    async program(name, script) {
      await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`)
      await chmod(join(bin, name), 0o755)
    },
    run,
    async failureOf(argv, changes) {
      const { code, stdout } = await run(['--json', ...argv], changes)
      return { exit: code, ...JSON.parse(stdout).error }
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
