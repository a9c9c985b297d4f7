// What our own vectors and interop runs compare byte by byte. Unstable: no promise from one version to the next.

export { axonCall, toServedAxon } from '../actions/axon.js'
export type { ServedAddress } from '../actions/axon-rules.js'
export { axonObjection, prometheusObjection } from '../actions/axon-rules.js'
export { commitmentLimits, commitmentObjection, commitmentSpace } from '../actions/commitment-fields.js'
export { commitmentCall } from '../actions/commitments.js'
export type { CallSource } from '../extrinsic/call.js'
export { makeCall } from '../extrinsic/call.js'
export { assembleExtrinsic, signedBytes, signingPayload } from '../extrinsic/signed-bytes.js'
export { type SignedExtension, subtensorExtensions } from '../extrinsic/signed-extensions.js'
