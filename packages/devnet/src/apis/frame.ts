import { toHex } from '../codec/bytes.js'
import { blake2b64 } from '../codec/hash.js'
import { METADATA_VERSIONS, type MetadataVersion, metadataOf } from '../metadata/metadata.js'
import { bytes, newtype, option, u32, vec } from '../schema/type.js'
import { account } from '../schema/types/common.js'
import { runtimeVersion } from '../schema/types/system.js'
import { RUNTIME, type RuntimeImage } from '../schema/version.js'
import { method, type RuntimeApi } from './api.js'

const opaqueMetadata = newtype('sp_core::OpaqueMetadata', bytes)

/** The APIs with which every Substrate runtime begins, as far as clients call them. `all` is the whole list. */
export function coreApis(all: () => readonly RuntimeApi[]): RuntimeApi[] {
  return [core(all), metadataApi(all)]
}

/** The version of a runtime with the APIs it has. */
export function versionOf(apis: readonly RuntimeApi[], { specVersion }: RuntimeImage) {
  return {
    spec_name: RUNTIME.specName,
    impl_name: RUNTIME.implName,
    authoring_version: RUNTIME.authoringVersion,
    spec_version: specVersion,
    impl_version: RUNTIME.implVersion,
    apis: apis.map(({ name, version }): [string, number] => [apiId(name), version]),
    transaction_version: RUNTIME.transactionVersion,
    system_version: RUNTIME.stateVersion,
  }
}

function apiId(name: string): string {
  return toHex(blake2b64(Buffer.from(name)))
}

function core(all: () => readonly RuntimeApi[]): RuntimeApi {
  return {
    name: 'Core',
    version: 5,
    methods: { version: method({}, runtimeVersion, ({ image }) => versionOf(all(), image)) },
  }
}

function metadataApi(all: () => readonly RuntimeApi[]): RuntimeApi {
  const encode = (version: MetadataVersion, image: RuntimeImage) => metadataOf(version, all(), image)
  const isSupported = (version: number): version is MetadataVersion =>
    (METADATA_VERSIONS as readonly number[]).includes(version)
  return {
    name: 'Metadata',
    version: 2,
    methods: {
      metadata: method({}, opaqueMetadata, ({ image }) => encode(14, image)),
      metadata_at_version: method({ version: u32 }, option(opaqueMetadata), ({ image }, { version }) =>
        isSupported(version) ? encode(version, image) : undefined,
      ),
      metadata_versions: method({}, vec(u32), () => [...METADATA_VERSIONS]),
    },
  }
}

export const nonceApi: RuntimeApi = {
  name: 'AccountNonceApi',
  version: 1,
  methods: {
    account_nonce: method(
      { account },
      u32,
      ({ state }, args) => state.System.Account.get(args.account).nonce,
    ),
  },
}
