import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Command, Option } from 'commander'
import type { StoredFile } from '../catalogue.js'
import { getFile } from './get.js'
import { openPlace, type PlaceOptions } from './open-place.js'
import { fileNamed, type Place, putFile, removeFile } from './put.js'
import { type Repair, repairFile } from './repair.js'

/** Output of the program. */
export interface Output {
  readonly stdout: Writable
  readonly stderr: Writable
  readonly signal: AbortSignal
  /** Opens what a command works on. @default by the options */
  readonly open?: (options: PlaceOptions, signal: AbortSignal) => Promise<Place & AsyncDisposable>
}

const examples = {
  put: [
    'put photo.raw',
    'put backup.tar --as backup-monday --data 8 --parity 4',
    'put - --as from-a-pipe < data',
  ],
  get: [
    'get photo.raw',
    'get backup-monday --out restored.tar',
    'get photo.raw --range 0-1023 --out head.bin',
  ],
  ls: ['ls', 'ls --json'],
  rm: ['rm photo.raw'],
  repair: ['repair', 'repair backup-monday --json'],
}

/** The commands for files: `put`, `get`, `ls`, `rm`, `repair`. */
export function createProgram(output: Output): Command {
  const { stdout, stderr, signal, open = openPlace } = output
  const program = new Command('storage')
    .description(
      'Keeps files at the miners of the subnet: coded so that some may vanish, encoded for each, verified byte for byte.',
    )
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
  const say = (json: boolean, value: unknown, text: string) => {
    stdout.write(json ? `${JSON.stringify(value)}\n` : `${text}\n`)
  }
  const progress = (what: string) => (bytes: number) => {
    if ('isTTY' in stderr && stderr.isTTY) stderr.write(`\r${what} ${megabytes(bytes)}`)
  }
  const endProgress = () => {
    if ('isTTY' in stderr && stderr.isTTY) stderr.write('\r\u001b[K')
  }
  const command = (name: keyof typeof examples, words: string, description: string) =>
    program
      .command(`${name} ${words}`.trim())
      .description(description)
      .option(
        '--catalogue <folder>',
        'catalogue of the validator',
        process.env.STORAGE_CATALOGUE ?? 'catalogue',
      )
      .option('--network <name>', 'network or ws:// address; subnetkit.config.json unless given')
      .addOption(new Option('--netuid <n>', 'subnet').argParser(wholeNumber))
      .option('--wallet <name>', 'wallet or wallet/hotkey of the validator')
      .addOption(
        new Option('--hotkey <uri>', 'secret URI of the validator, for the devnet').conflicts('wallet'),
      )
      .option('--miners <file>', 'JSON list of { hotkey, host, port } instead of the chain')
      .option('--json', 'print JSON', false)
      .addHelpText('after', `\nExamples:\n${examples[name].map((line) => `  storage ${line}\n`).join('')}`)

  command('put', '<file>', 'stores a file; - reads standard input')
    .option('--as <name>', 'name in the catalogue; that of the file unless given')
    .addOption(new Option('--data <n>', 'pieces that restore a segment').argParser(wholeNumber).default(4))
    .addOption(new Option('--parity <n>', 'miners that may vanish at once').argParser(wholeNumber).default(2))
    .action(async (path: string, options: PlaceOptions & PutFlags) => {
      const { as: name = basename(path), data, parity, json } = options
      await using place = await open(options, signal)
      const source = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 262_144, signal })
      const file = await putFile(place, source, {
        name,
        data,
        parity,
        onProgress: progress('stored'),
      }).finally(endProgress)
      say(
        json,
        summaryOf(file),
        `${name}: ${megabytes(file.size)} in ${file.segments.flat().length} pieces, ${file.cid}`,
      )
    })
  command('get', '<name>', 'reads a file back')
    .option('--out <file>', 'file to write; standard output unless given')
    .option('--range <first-last>', 'bytes to read, counted from 0')
    .action(async (name: string, { out, range, json, ...options }: PlaceOptions & GetFlags) => {
      await using place = await open(options, signal)
      const bytes = getFile(place, name, range ? rangeOf(range) : undefined)
      if (out === undefined) return void (await pipeline(bytes, stdout, { end: false, signal }))
      // Under its name only once all of it is there.
      const draft = `${out}.part`
      try {
        await pipeline(bytes, createWriteStream(draft), { signal })
        await rename(draft, out)
      } finally {
        await rm(draft, { force: true })
      }
      say(json, { name, out }, `${name} is in ${out}`)
    })
  command('ls', '', 'lists the files').action(async (options: PlaceOptions & { readonly json: boolean }) => {
    await using place = await open(options, signal)
    const files = (await place.catalogue.files()).map(summaryOf)
    const lines = files.map(
      ({ name, size, pieces, miners, cid }) =>
        `${name}  ${megabytes(size)}  ${pieces} pieces at ${miners} miners  ${cid || 'not whole'}`,
    )
    say(options.json, files, lines.join('\n') || 'no files')
  })
  command('rm', '<name>', 'removes a file').action(
    async (name: string, options: PlaceOptions & { readonly json: boolean }) => {
      await using place = await open(options, signal)
      const removed = await removeFile(place, name)
      say(
        options.json,
        { name, ...removed },
        `${name} is removed; ${removed.dropped} of ${removed.pieces} pieces were dropped`,
      )
    },
  )
  command(
    'repair',
    '[name]',
    'asks for proofs of all pieces, and restores those that are lost at other miners',
  ).action(async (name: string | undefined, options: PlaceOptions & { readonly json: boolean }) => {
    await using place = await open(options, signal)
    const files =
      name === undefined ? await place.catalogue.files() : [await fileNamed(place.catalogue, name)]
    const repairs: Repair[] = []
    for (const file of files) repairs.push(await repairFile(place, file))
    const lines = repairs.map(
      (one) =>
        `${one.name}: ${one.lost} of ${one.pieces} pieces lost, ${one.repaired} repaired, ${one.unreadable} segments unreadable`,
    )
    say(options.json, repairs, lines.join('\n') || 'no files')
  })
  return program
}

interface PutFlags {
  readonly as?: string
  readonly data: number
  readonly parity: number
  readonly json: boolean
}

interface GetFlags {
  readonly out?: string
  readonly range?: string
  readonly json: boolean
}

function summaryOf({ name, size, cid, putAt, data, parity, segments }: StoredFile) {
  const pieces = segments.flat()
  return {
    name,
    size,
    cid,
    putAt,
    data,
    parity,
    pieces: pieces.length,
    miners: new Set(pieces.map(({ hotkey }) => hotkey)).size,
  }
}

function rangeOf(text: string) {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(text) ?? []
  if (first === undefined)
    throw new Error(`--range ${text}: pass the first and the last byte, such as 0-1023`)
  return { from: Number(first), to: Number(last) + 1 }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${text} is no whole number`)
  return Number(text)
}

const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(bytes < 104_858 ? 3 : 1)} MiB`
