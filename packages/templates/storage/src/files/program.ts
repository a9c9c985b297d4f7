import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open as openFile, rename, rm } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { addAbortSignal, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Command, Option } from 'commander'
import { openCatalogue, type StoredFile } from '../catalogue.js'
import { fileError } from './errors.js'
import { collectGarbage } from './gc.js'
import { getFile } from './get.js'
import { describeFailures } from './network.js'
import { openPlace } from './open-place.js'
import type { PlaceOptions } from './place-settings.js'
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
    'get photo.raw > copy.raw',
    'get backup-monday --out restored.tar',
    'get photo.raw --range 0-1023 --out head.bin',
  ],
  ls: ['ls', 'ls --json'],
  rm: ['rm photo.raw'],
  repair: ['repair', 'repair backup-monday --json'],
  gc: ['gc', 'gc --idle 5'],
}

/** The commands for files: `put`, `get`, `ls`, `rm`, `repair`, `gc`. */
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
      .addOption(
        new Option('--netuid <n>', 'subnet').argParser((text) =>
          wholeNumber(text, { option: '--netuid', least: 0, most: 65_535 }),
        ),
      )
      .option('--wallet <name>', 'wallet or wallet/hotkey of the validator')
      .addOption(
        new Option('--hotkey <uri>', 'secret URI of the validator, for the devnet').conflicts('wallet'),
      )
      .option('--miners <file>', 'JSON list of { hotkey, host, port } instead of the chain')
      .option('--json', 'print JSON', false)
      .addHelpText(
        'after',
        `\nExamples:\n${examples[name].map((line) => `  npm run -s storage -- ${line}\n`).join('')}`,
      )

  command('put', '<file>', 'stores a file; - reads standard input')
    .option('--as <name>', 'name in the catalogue; that of the file unless given')
    .addOption(pieceCount('--data <n>', 'pieces that restore a segment', 4, 1))
    .addOption(pieceCount('--parity <n>', 'miners that may vanish at once', 2, 0))
    .action(async (path: string, options: PlaceOptions & PutFlags) => {
      const { as: name = basename(path), data, parity, json } = options
      await using source = await openSource(path, signal)
      await using place = await open(options, signal)
      const onProgress = progress('stored')
      const file = await putFile(place, source.bytes, { name, data, parity, onProgress }).finally(endProgress)
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
      const wanted = range === undefined ? undefined : rangeOf(range)
      await using place = await open(options, signal)
      const bytes = getFile(place, name, wanted)
      if (out === undefined) return void (await pipeline(bytes, stdout, { end: false, signal }))
      // Under its name only once all of it is there.
      const draft = `${out}.${randomBytes(4).toString('hex')}.part`
      try {
        await pipeline(bytes, createWriteStream(draft, { flags: 'wx' }), { signal })
        await rename(draft, out)
      } finally {
        await rm(draft, { force: true })
      }
      say(json, { name, out }, `${name} is in ${out}`)
    })
  command('ls', '', 'lists the files').action(async ({ catalogue, json }: PlaceOptions & JsonFlag) => {
    const files = (await openCatalogue(catalogue).files()).map(summaryOf)
    const lines = files.map(
      ({ name, size, pieces, miners, cid }) =>
        `${name}  ${megabytes(size)}  ${pieces} pieces at ${miners} miners  ${cid || 'not whole'}`,
    )
    say(json, files, lines.join('\n') || `no files in ${resolve(catalogue)}`)
  })
  command('rm', '<name>', 'removes a file').action(async (name: string, options: PlaceOptions & JsonFlag) => {
    await using place = await open(options, signal)
    const removed = await removeFile(place, name)
    say(
      options.json,
      { name, ...removed },
      `${name} is removed; ${removed.dropped} of ${removed.pieces} pieces were dropped`,
    )
  })
  command(
    'repair',
    '[name]',
    'asks for proofs of all pieces, and restores those that are lost at other miners',
  ).action(async (name: string | undefined, options: PlaceOptions & JsonFlag) => {
    await using place = await open(options, signal)
    const files =
      name === undefined ? await place.catalogue.files() : [await fileNamed(place.catalogue, name)]
    const repairs: Repair[] = []
    for (const file of files) repairs.push(await repairFile(place, file))
    const lines = repairs.map(
      (one) =>
        `${one.name}: ${one.lost} of ${one.pieces} pieces lost, ${one.repaired} repaired, ${one.unreadable} segments unreadable`,
    )
    say(options.json, repairs, lines.join('\n') || `no files in ${resolve(options.catalogue)}`)
    requireAll(repairs, describeFailures(place.network, place.network.failures.keys()))
  })
  command('gc', '', 'removes what killed commands have left, and the fillers of hotkeys that left the subnet')
    .addOption(
      new Option('--idle <minutes>', 'minutes without a sign of life after which a put counts as killed')
        .argParser((text) => wholeNumber(text, { option: '--idle', least: 0, most: 100_000 }))
        .default(60),
    )
    .action(async ({ idle, ...options }: PlaceOptions & JsonFlag & { readonly idle: number }) => {
      await using place = await open(options, signal)
      const garbage = await collectGarbage(place, { idleMs: 60_000 * idle })
      const { files, dropped, left, departed } = garbage
      const text = `${files.length} half-stored files removed, ${dropped} pieces dropped, ${left} at miners that gave no answer, fillers of ${departed.length} hotkeys that left forgotten`
      say(options.json, garbage, text)
    })
  return program
}

function requireAll(repairs: readonly Repair[], reasons: string): void {
  const sum = (of: (one: Repair) => number) => repairs.reduce((total, one) => total + of(one), 0)
  const [lost, repaired, unreadable] = [
    sum((one) => one.lost),
    sum((one) => one.repaired),
    sum((one) => one.unreadable),
  ]
  if (repaired < lost)
    throw fileError('REPAIR_INCOMPLETE', { left: lost - repaired, lost, unreadable, reasons })
}

interface JsonFlag {
  readonly json: boolean
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

/** Bytes of a file, or of standard input. */
async function openSource(path: string, signal: AbortSignal) {
  // A pipe that is silent would not notice Ctrl-C.
  if (path === '-') return { bytes: addAbortSignal(signal, process.stdin), async [Symbol.asyncDispose]() {} }
  const unreadable = ({ message }: Error) => fileError('SOURCE_UNREADABLE', { path, reason: message })
  const file = await openFile(path).catch((error: Error) => {
    throw unreadable(error)
  })
  if ((await file.stat()).isDirectory()) {
    await file.close()
    throw unreadable(new Error('it is a folder'))
  }
  const bytes = file.createReadStream({ highWaterMark: 262_144, signal, autoClose: false })
  return { bytes: bytes as AsyncIterable<Uint8Array>, [Symbol.asyncDispose]: () => file.close() }
}

function rangeOf(text: string) {
  const [, first, last] = /^(\d{1,15})-(\d{1,15})$/.exec(text) ?? []
  if (first === undefined) {
    const expected = 'the first and the last byte, such as 0-1023'
    throw fileError('OPTION_INVALID', { option: '--range', value: text, expected })
  }
  return { from: Number(first), to: Number(last) + 1 }
}

/** Option of a number of pieces. */
function pieceCount(flags: string, description: string, standard: number, least: number): Option {
  const option = flags.split(' ')[0] ?? flags
  return new Option(flags, description)
    .argParser((text) => wholeNumber(text, { option, least, most: 128 }))
    .default(standard)
}

function wholeNumber(
  text: string,
  { option, least, most }: { readonly option: string; readonly least: number; readonly most: number },
): number {
  const value = Number(text)
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value
  const expected = `a whole number from ${least} to ${most}`
  throw fileError('OPTION_INVALID', { option, value: text, expected })
}

const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(bytes < 104_858 ? 3 : 1)} MiB`
