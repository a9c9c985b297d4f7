import { versionOf } from '../../apis/frame.js'
import { runtimeApis } from '../../apis/registry.js'
import type { RuntimeImage } from '../../schema/version.js'

/** The runtime as `state_getRuntimeVersion` gives it. */
export function versionJson(image: RuntimeImage) {
  const version = versionOf(runtimeApis, image)
  return {
    specName: version.spec_name,
    implName: version.impl_name,
    authoringVersion: version.authoring_version,
    specVersion: version.spec_version,
    implVersion: version.impl_version,
    apis: version.apis,
    transactionVersion: version.transaction_version,
    systemVersion: version.system_version,
    stateVersion: version.system_version,
  }
}

/** The runtime as `chainHead_v1_follow` gives it. */
export function runtimeJson(image: RuntimeImage) {
  const { specName, implName, specVersion, implVersion, transactionVersion, apis } = versionJson(image)
  const spec = { specName, implName, specVersion, implVersion, transactionVersion }
  return { type: 'valid', spec: { ...spec, apis: Object.fromEntries(apis) } }
}
