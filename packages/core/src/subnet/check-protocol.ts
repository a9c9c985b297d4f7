import { configError } from '@subnetkit/base'
import { wireMarkOf } from './encoding/wire-mark.js'
import { carriesBytes, type Def, type Schema, wireParts } from './encoding/wire-walk.js'
import { checkIsJson } from './json-schema.js'
import type { Protocol } from './synapse.js'

/**
 * Checks what would fail only once it is called: names whose version cannot be read, values that JSON cannot carry,
 * members `$part` beside binary values, and binary values above the `maxBytes` of their synapse. Throws CONFIG_INVALID.
 */
export function checkProtocol(protocol: Protocol, place: string): void {
  for (const [called, { input, output, maxBytes }] of Object.entries(protocol)) {
    const where = `${place} protocol.${called}`
    checkName(called, where)
    for (const [side, schema] of Object.entries({ input, output })) {
      checkIsJson(schema, `${where}.${side}`)
      if (carriesBytes(schema)) checkParts(schema, `${where}.${side}`, maxBytes)
    }
  }
}

/** Version 1 has the plain name, and nothing follows a version. */
function checkName(called: string, place: string): void {
  if (!/\.v\d/.test(called) || /^(?!.*\.v\d.*\.v\d).+\.v(?!1$)[1-9]\d{0,5}$/.test(called)) return
  const detail = `'${called.slice(0, 64)}' is not the name of a version`
  const fix =
    'Use versions(name, { 1: synapse(…), 2: synapse(…) }): version 1 has the plain name, version 2 is name.v2.'
  throw configError('CONFIG_INVALID', { place, detail, fix })
}

function checkParts(schema: Schema, place: string, maxBytes: number): void {
  for (const one of wireParts(schema)) {
    if (Object.hasOwn((one._zod.def as Def).shape ?? {}, '$part')) {
      const detail = 'it has a member $part beside bytes(), and $part refers to a binary value on the wire'
      throw configError('CONFIG_INVALID', { place, detail, fix: 'Rename the member $part.' })
    }
    const max = wireMarkOf(one)?.max ?? 0
    if (max <= maxBytes) continue
    const detail = `its bytes() have a max of ${max} bytes, above the maxBytes of the synapse, ${maxBytes}`
    const fix = 'Raise maxBytes of the synapse, which covers the whole message, or lower max of bytes().'
    throw configError('CONFIG_INVALID', { place, detail, fix })
  }
}
