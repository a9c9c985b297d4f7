import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '@subnetkit/base/testing'
import pg from 'pg'

/** A PostgreSQL server for tests. */
export interface TestPostgres extends AsyncDisposable {
  /** URL of its database `postgres`, of a user who may do everything. */
  readonly url: string
  /** Creates an empty database and returns its URL. */
  createDatabase(): Promise<string>
  /** The server's process; null while it does not run, and for one that is given by SUBNETKIT_POSTGRES_URL. */
  readonly pid: number | null
  /** Starts it again on the same files and port. */
  start(): Promise<void>
  /** Stops it: SIGKILL as a crash would, SIGINT with its connections cut, SIGTERM once they are closed. */
  stop(signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM'): Promise<void>
}

export interface TestPostgresOptions {
  /** True syncs to disk as in production; false is faster. @default false */
  readonly fsync?: boolean | undefined
  /** Settings of the server, such as `max_connections`. */
  readonly settings?: Readonly<Record<string, string>> | undefined
}

const run = promisify(execFile)
const password = 'of-the-tests'

/** `nobody`: PostgreSQL refuses to run as root. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** Reason why there is no PostgreSQL to test with, or null when there is one. */
export function postgresMissing(): string | null {
  if (process.env.SUBNETKIT_POSTGRES_URL) return null
  return findBinaries() === null ? 'no SUBNETKIT_POSTGRES_URL and no postgres on the PATH' : null
}

/** The server at SUBNETKIT_POSTGRES_URL, or one started on 127.0.0.1 with its files in a temporary directory. */
export async function startTestPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const given = process.env.SUBNETKIT_POSTGRES_URL
  if (given) return givenServer(given)
  const binaries = findBinaries()
  if (binaries === null) throw new Error(postgresMissing() ?? 'no PostgreSQL')
  const directory = mkdtempSync(join(tmpdir(), 'subnetkit-postgres-'))
  const data = join(directory, 'data')
  if (unprivileged.uid !== undefined) chownSync(directory, unprivileged.uid, unprivileged.gid)
  chmodSync(directory, 0o755)
  const passwordFile = join(directory, 'password')
  writeFileSync(passwordFile, password)
  await run(
    join(binaries, 'initdb'),
    [
      ...['-D', data, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
      ...['--encoding=UTF8', '--locale=C', '--no-sync', '--wal-segsize=1'],
    ],
    { ...unprivileged, cwd: directory },
  )
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: directory,
    fsync: options.fsync === true ? 'on' : 'off',
    ...options.settings,
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  let server: ChildProcess | null = null

  async function start(): Promise<void> {
    // The processes of a server that was killed take a moment to notice; until then a new one refuses to start.
    for (let attempt = 1; ; attempt++) {
      let log = ''
      const child = spawn(join(binaries!, 'postgres'), ['-D', data, ...args], {
        ...{ cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] },
        ...unprivileged,
      })
      child.stderr?.on('data', (chunk: Buffer) => {
        log = (log + chunk.toString()).slice(-10_000)
      })
      const ended = once(child, 'exit').then(() => false)
      if (await Promise.race([ended, isAnswering(url)])) {
        server = child
        return
      }
      if (attempt === 50) throw new Error(`postgres ended: ${log}`)
      await setTimeout(100)
    }
  }
  async function stop(signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM'): Promise<void> {
    if (server === null) return
    const exited = once(server, 'exit')
    server.kill(signal)
    server = null
    await exited
  }
  await start()
  return {
    url,
    createDatabase: () => createDatabase(url),
    get pid() {
      return server?.pid ?? null
    },
    start,
    stop,
    async [Symbol.asyncDispose]() {
      await stop('SIGINT')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function givenServer(url: string): TestPostgres {
  const refuse = () => Promise.reject(new Error('the server at SUBNETKIT_POSTGRES_URL is not ours to stop'))
  return {
    url,
    createDatabase: () => createDatabase(url),
    pid: null,
    start: refuse,
    stop: refuse,
    async [Symbol.asyncDispose]() {},
  }
}

async function createDatabase(server: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client(server)
  await client.connect()
  try {
    await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
  const url = new URL(server)
  url.pathname = name
  return url.href
}

/** Resolves to true once the server takes connections. */
async function isAnswering(url: string): Promise<true> {
  for (;;) {
    const client = new pg.Client(url)
    client.on('error', () => {})
    try {
      await client.connect()
      return true
    } catch {
      await setTimeout(20)
    } finally {
      await client.end().catch(() => {})
    }
  }
}

/** The folder of `initdb` and `postgres`: Debian keeps those of each version off the PATH. */
function findBinaries(): string | null {
  const debian = '/usr/lib/postgresql'
  const versions = listFolder(debian).sort((left, right) => Number(right) - Number(left))
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
  ]
  return (
    folders.find((folder) => ['initdb', 'postgres'].every((name) => isProgram(join(folder, name)))) ?? null
  )
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
