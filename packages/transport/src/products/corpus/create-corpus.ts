import { createHash } from 'node:crypto'
import { optionsOf, parseOptions, text } from '@subnetkit/base'
import {
  createRandom,
  observeRound,
  type Random,
  type Synapse,
  type TaskSource,
  toWire,
} from '@subnetkit/core'
import { partsType } from '../../body/frame.js'
import { hasParts } from '../parts.js'
import type { ProductSource } from '../product-source.js'
import type { Json, SchemaRoot } from '../schema-node.js'
import { wireSchema } from '../wire-schema.js'
import { almostValid, brokenBodies, type Change } from './almost-valid.js'
import { brokenFrames, countParts, frame, samplePartsOf } from './frame.js'
import { attachSchemas, type Sampled } from './sampled.js'
import { validValues } from './valid-values.js'
import { judge, type Verdict } from './verdict.js'

/** Options of {@link createCorpus}. */
export interface CorpusOptions {
  /** The same seed gives the same corpus. @default '1' */
  readonly seed?: string | undefined
}

/** Source of a corpus: a subnet, or its protocol alone. */
export interface CorpusSource extends ProductSource {
  /** Draws tasks whose inputs join the corpus. @default none */
  readonly tasks?: Pick<TaskSource, 'tasksFor' | 'observe' | 'observeDeadlineMs'> | undefined
}

/** One request body and what a miner must do with it. */
export interface CorpusEntry {
  readonly synapse: string
  /** Place of the change within the input, its steps joined by dots; empty for the input itself. */
  readonly at: string
  /** How the body differs from a valid one, or `valid`. */
  readonly change: string
  /** Text of the body; not always JSON. Bytes in base64 where `contentType` says so. */
  readonly body: string
  /** Set for a message with binary values, whose body is in base64. @default application/json */
  readonly contentType?: typeof partsType
  readonly expected: Verdict
}

const corpusOptions = optionsOf({ seed: text('a text').default('1') })

/** Tasks of a subnet whose inputs are taken, at most. */
const mostTasks = 32

/**
 * Creates valid and almost valid request bodies for each synapse. The schema judges each body, so that every label is
 * true of it; bodies beyond the synapse's `maxBytes` are left out. A subnet with tasks adds their inputs. Throws
 * SCHEMA_UNSUPPORTED for an input to which no valid value is found, OBSERVE_FAILED for tasks that cannot be observed, and CONFIG_INVALID
 * for options.
 */
export async function createCorpus(
  source: CorpusSource,
  options: CorpusOptions = {},
): Promise<readonly CorpusEntry[]> {
  const { seed } = parseOptions(corpusOptions, options, 'createCorpus')
  const asked = await inputsOf(source, seed)
  const corpus: CorpusEntry[] = []
  for (const [name, synapse] of Object.entries(source.protocol)) {
    const random = createRandom(createHash('sha256').update(`corpus ${seed} ${name}`).digest())
    corpus.push(...(await corpusOf(name, synapse, asked.get(name) ?? [], random)))
  }
  return corpus
}

async function corpusOf(
  name: string,
  { input, maxBytes }: Synapse,
  asked: readonly Json[],
  random: Random,
): Promise<readonly CorpusEntry[]> {
  const schema = wireSchema(input, '#')
  const root: SchemaRoot = { product: 'corpus', root: schema }
  const place = `protocol.${name}.input`
  const entries = new Map<string, CorpusEntry>()

  async function add({ path, change, body }: Change, parts: readonly Uint8Array[] | null): Promise<void> {
    if (parts !== null)
      return addFrame(path, change, frame(body, parts), (await judge(input, body, parts)).verdict)
    if (Buffer.byteLength(body) > maxBytes || entries.has(body)) return
    const { verdict: expected } = await judge(input, body)
    entries.set(body, { synapse: name, at: path.join('.'), change, body, expected })
  }

  function addFrame(path: Change['path'], change: string, bytes: Buffer, expected: Verdict): void {
    const body = bytes.toString('base64')
    if (bytes.length > maxBytes || entries.has(body)) return
    entries.set(body, { synapse: name, at: path.join('.'), change, body, contentType: partsType, expected })
  }

  const isFramed = hasParts(schema)
  const partsOf = (value: Json) => (isFramed ? samplePartsOf(countParts(value)) : null)
  const request = { product: 'corpus', schema: input, place, maxBytes }
  const values = await validValues(request, asked, random)
  for (const value of values)
    await add({ path: [], change: 'valid', body: JSON.stringify(value) }, partsOf(value))
  const valid = values.map((value) => attachSchemas(root, schema, value))
  for (const change of brokenBodies(JSON.stringify(values[0]))) await add(change, partsOf(values[0]))
  if (isFramed) {
    const whole = frame(JSON.stringify(values[0]), samplePartsOf(countParts(values[0])))
    for (const [change, bytes] of brokenFrames(whole))
      addFrame([], change, bytes, { code: 'BODY_MALFORMED', path: '' })
  }
  const seen = new Set<string>()
  const isNew = ({ path, schema: own }: Sampled) => {
    const key = `${path.map((step) => (typeof step === 'number' ? 0 : step)).join('.')} ${JSON.stringify(own)}`
    return seen.size < seen.add(key).size
  }
  // From the shortest on, so that most bodies are short.
  for (const value of valid.toSorted((one, other) => sizeOf(one) - sizeOf(other))) {
    for (const change of almostValid(value, isNew, random)) await add(change, partsOf(value.value))
  }
  return [...entries.values()]
}

const sizeOf = ({ value }: Sampled): number => JSON.stringify(value).length

/** Inputs of the tasks of a round as they are on the wire, by synapse. */
async function inputsOf(
  { tasks, protocol }: CorpusSource,
  seed: string,
): Promise<ReadonlyMap<string, Json[]>> {
  const bySynapse = new Map<string, Json[]>()
  if (tasks === undefined) return bySynapse
  const secret = createHash('sha256').update(`corpus ${seed} tasks`).digest()
  const observed = await observeRound(tasks, {
    round: 0,
    blockHash: `0x${createHash('sha256').update(`corpus ${seed} block`).digest('hex')}`,
    miners: [{ hotkey: 'corpus', uid: 0 }],
    previous: null,
  })
  const drawn = tasks.tasksFor({ netuid: 0, mechanism: 0, number: 0, secret, observed }, 'corpus')
  for (const { synapse, input } of drawn.slice(0, mostTasks)) {
    const schema = protocol[synapse]?.input
    // Binary values of tasks have no text.
    if (schema === undefined || hasParts(wireSchema(schema, '#'))) continue
    const inputs = bySynapse.get(synapse) ?? []
    bySynapse.set(synapse, [...inputs, toWire(schema, input) as Json])
  }
  return bySynapse
}
