import { createHash } from 'node:crypto'
import type { ApiPromise } from '@polkadot/api'
import { Metadata, TypeRegistry } from '@polkadot/types'
import type { Codec, Registry } from '@polkadot/types/types'
import { u8aToU8a } from '@polkadot/util'
import type { HexString } from '@polkadot/util/types'

type Send = (method: string, params: unknown[]) => Promise<unknown>

/** APIs of a runtime with their versions, by the hash of their names. */
type RuntimeApis = Iterable<readonly [id: Codec, version: Codec]>

/** Parts of polkadot.js that its types hide. */
interface Inside {
  _retrieveMetadata(apis: RuntimeApis, at?: unknown, registry?: unknown): Promise<Metadata>
  _initRegistry(registry: Registry, ...of: unknown[]): void
  _getRuntimeDefsViaMetadata(registry: Registry): unknown
}

/** Runtime API that offers metadata of several forms, since its version 2. */
const metadataApi = '0x37e397fc7c91f5e4'
/** Forms of metadata that polkadot.js reads, newest first. */
const forms = [16, 15, 14]

/** Metadata of the runtime that was connected to last: no more memory than its client holds. */
let latest: { readonly hash: string; readonly metadata: Metadata } | undefined

/** Registry that metadata is being given to: metadata names its types to the registry that it was decoded by alone. */
let reader: Registry | undefined

/** Runtime APIs as metadata describes them. */
const described = new WeakMap<object, unknown>()

/**
 * Lets clients of one process share what was decoded of the metadata, as long as they follow one runtime: decoding takes half of the time of
 * connecting. What they share belongs to a registry of its own, so it keeps no client. Metadata at a block is not shared.
 */
export function shareMetadata(api: ApiPromise, send: Send): void {
  const inside = api as unknown as Inside
  const own = inside._retrieveMetadata.bind(api)
  inside._retrieveMetadata = async (apis, at, registry) => {
    const shared = at === undefined ? await readMetadata(apis, api.registry, send) : undefined
    const metadata = shared ?? (await own(apis, at, registry))
    // polkadot.js walks through all metadata once more for the names of types that nobody has registered. Since version 14
    // metadata brings its own types, so there are none.
    return Object.assign(metadata, { getUniqTypes: () => [] })
  }
  const init = inside._initRegistry.bind(api)
  inside._initRegistry = (registry, ...of) => {
    reader = registry
    try {
      init(registry, ...of)
    } finally {
      reader = undefined
    }
  }
  const describe = inside._getRuntimeDefsViaMetadata.bind(api)
  inside._getRuntimeDefsViaMetadata = (registry) => {
    const found = described.get(registry.metadata) ?? describe(registry)
    described.set(registry.metadata, found)
    return found
  }
}

/** Reads the newest form that polkadot.js knows; undefined of a runtime that has it some other way. */
async function readMetadata(
  apis: RuntimeApis,
  registry: Registry,
  send: Send,
): Promise<Metadata | undefined> {
  const [, version] = [...apis].find(([id]) => id.toHex() === metadataApi) ?? []
  if (Number(version ?? 0) < 2) return undefined
  const call = async (name: string, input: string) =>
    (await send('state_call', [`Metadata_metadata_${name}`, input])) as string
  const offered = registry.createType('Vec<u32>', u8aToU8a(await call('versions', '0x'))).map(Number)
  const form = forms.find((one) => offered.includes(one))
  if (form === undefined) return undefined
  const answer = await call('at_version', registry.createType('u32', form).toHex(true))
  const hash = createHash('sha256').update(answer).digest('base64')
  if (latest?.hash === hash) return latest.metadata
  const bytes = registry.createType('Option<OpaqueMetadata>', u8aToU8a(answer))
  if (bytes.isNone) return undefined
  latest = { hash, metadata: decode(bytes.unwrap().toHex()) }
  return latest.metadata
}

function decode(bytes: HexString): Metadata {
  const registry = new TypeRegistry()
  const metadata = new Metadata(registry, bytes)
  const register = registry.register.bind(registry)
  registry.register = (...types: [never]) => {
    register(...types)
    reader?.register(...types)
  }
  // Arguments of some calls are encoded by the registry of their description.
  registry.setMetadata(metadata, undefined, undefined, true)
  return metadata
}
