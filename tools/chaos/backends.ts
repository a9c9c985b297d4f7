import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@subnetkit/base/testing'
import { type Child, startChild } from './child.js'

/** A server that the engine depends on, which can be killed and comes back. */
export interface Backend extends AsyncDisposable {
  readonly name: 'redis' | 'postgres'
  readonly role: 'redis' | 'postgres'
  readonly port: number
  /** Folder of its files. */
  readonly directory: string
  /** Its URL, at a port and on a host through which it is reached. */
  url(port: number, host?: string): string
  readonly isReady: boolean
  readonly pid: number | null
  start(): Promise<void>
  /** Kills it, and resolves when it is gone. */
  kill(): Promise<void>
}

/** Redis, which may lose everything. */
export interface RedisBackend extends Backend {
  /** Deletes everything that it has stored; only while it is not running. */
  wipe(): void
}

/** Reason for having no Redis to start, or null. */
export function redisMissing(): string | null {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0
    ? null
    : 'no redis-server on the PATH'
}

const emptied = (directory: string) => {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
}
/** Redis with an append-only file that is synced every second. */
export async function startRedis(root: string): Promise<RedisBackend> {
  const directory = join(root, 'redis')
  emptied(directory)
  const port = await freePort()
  const args = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', ''],
    ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'],
    // Rewritten early, so that a soak shows that the file stays bounded.
    ...['--auto-aof-rewrite-min-size', '8mb'],
  ]
  let child: Child | undefined
  async function start(): Promise<void> {
    child = startChild({
      ...{ command: 'redis-server', args, isGuarded: true },
      isReady: (line) => line.includes('Ready to accept connections'),
    })
    await child.ready
  }
  const kill = async () => child?.kill()
  await start()
  return {
    name: 'redis',
    role: 'redis',
    port,
    directory,
    start,
    kill,
    wipe: () => emptied(directory),
    [Symbol.asyncDispose]: kill,
    url: (at, on = '127.0.0.1') => `redis://${on}:${at}`,
    get isReady() {
      return child?.isReady ?? false
    },
    get pid() {
      return child?.pid ?? null
    },
  }
}

const postgresFolders = () => [
  ...(process.env.PATH ?? '').split(delimiter),
  ...[18, 17, 16, 15, 14].map((version) => `/usr/lib/postgresql/${version}/bin`),
]
const postgresFolder = () =>
  postgresFolders().find((folder) => ['postgres', 'initdb'].every((name) => existsSync(join(folder, name))))
/** PostgreSQL refuses to run as root. */
const otherUser = () =>
  process.getuid?.() === 0
    ? (['postgres', 'nobody'] as const).find((name) => idOf(name, '-u') !== null)
    : undefined

function idOf(name: string, which: '-u' | '-g'): number | null {
  const { status, stdout } = spawnSync('id', [which, name])
  return status === 0 ? Number(stdout.toString()) : null
}

/** Reason for having no PostgreSQL to start, or null. */
export function postgresMissing(): string | null {
  if (postgresFolder() === undefined) return 'no postgres and initdb on the PATH or in /usr/lib/postgresql'
  if (
    process.getuid?.() === 0 &&
    (otherUser() === undefined || spawnSync('setpriv', ['--version']).status !== 0)
  )
    return 'PostgreSQL refuses to run as root, and setpriv or another user is missing'
  return null
}

/** PostgreSQL with its own durability, so that a kill ends in crash recovery. */
export async function startPostgres(root: string): Promise<Backend> {
  const folder = postgresFolder() ?? ''
  const directory = join(root, 'postgres')
  emptied(directory)
  const user = otherUser()
  const as = (program: string, args: readonly string[]): [command: string, args: string[]] => {
    const path = join(folder, program)
    if (user === undefined) return [path, [...args]]
    return [
      'setpriv',
      ['--reuid', user, '--regid', String(idOf(user, '-g')), '--clear-groups', path, ...args],
    ]
  }
  if (user !== undefined) {
    execFileSync('chown', [user, directory])
    // The folders above belong to us.
    execFileSync('chmod', ['711', root])
  }
  const data = join(directory, 'data')
  const initialise = () => {
    const [command, args] = as('initdb', [
      '-D',
      data,
      '-U',
      'chaos',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-locale',
    ])
    execFileSync(command, args, { cwd: '/', stdio: 'ignore' })
  }
  initialise()
  const port = await freePort()
  const [command, args] = as('postgres', [
    ...['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    ...['-c', 'shared_buffers=32MB', '-c', 'max_connections=60'],
  ])
  let child: Child | undefined

  /** A server right after a kill may still find the memory of the one before in use. */
  async function start(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      child = startChild({
        ...{ command, args, isGuarded: true },
        isReady: (line) => line.includes('database system is ready to accept connections'),
      })
      try {
        return await child.ready
      } catch (error) {
        if (attempt === 50) throw error
        await sleep(100)
      }
    }
  }
  async function kill(): Promise<void> {
    const { pid = 0 } = child ?? {}
    const own = childrenOf(pid)
    const gone = child?.kill()
    for (const one of own) {
      try {
        process.kill(one, 'SIGKILL')
      } catch {
        // It has ended with its parent.
      }
    }
    await gone
  }
  await start()
  return {
    ...({ name: 'postgres', role: 'postgres', port, directory: data, start, kill } as const),
    url: (at, on = '127.0.0.1') => `postgres://chaos@${on}:${at}/postgres`,
    get isReady() {
      return child?.isReady ?? false
    },
    get pid() {
      return child?.pid ?? null
    },
    [Symbol.asyncDispose]: kill,
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => parentOf(one) === pid)
}

/** Field 4 of /proc/pid/stat, after a name that may hold anything. */
function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null
  }
}
