import { aliasOf } from './argument-types.js'
import { docsOfError } from './error-docs.js'
import type { UntypedPallet } from './pallet.js'
import {
  type AnyType,
  mapCodec,
  type Payload,
  type Shape,
  type Type,
  type TypeParam,
  variant,
} from './type.js'
import type { RuntimeCall, RuntimeEvent } from './types/outer.js'

interface Nested {
  readonly type: string
  readonly value: { readonly type: string; readonly value: unknown }
}

/** The enum of all calls: pallet index, call index, arguments. */
export function outerCallType(pallets: readonly UntypedPallet[]): Type<RuntimeCall> {
  const inner = outerEnum(
    'node_subtensor_runtime::RuntimeCall',
    pallets.filter((pallet) => Object.keys(pallet.calls).length > 0),
    callEnum,
  )
  return {
    shape: inner.shape,
    get zero(): never {
      throw new TypeError('no call is the default one')
    },
    codec: mapCodec(
      inner.codec,
      ({ pallet, call, args }: RuntimeCall) => ({ type: pallet, value: { type: call, value: args } }),
      ({ type, value }: Nested) => ({
        pallet: type,
        call: value.type,
        args: value.value as RuntimeCall['args'],
      }),
    ),
  }
}

/** The enum of all events: pallet index, event index, data. */
export function outerEventType(pallets: readonly UntypedPallet[]): Type<RuntimeEvent> {
  const inner = outerEnum(
    'node_subtensor_runtime::RuntimeEvent',
    pallets.filter((pallet) => Object.keys(pallet.events).length > 0),
    eventEnum,
  )
  return {
    shape: inner.shape,
    get zero(): never {
      throw new TypeError('no event is the default one')
    },
    codec: mapCodec(
      inner.codec,
      ({ pallet, event, data }: RuntimeEvent) => ({ type: pallet, value: { type: event, value: data } }),
      ({ type, value }: Nested) => ({ pallet: type, event: value.type, data: value.value }),
    ),
  }
}

/** The enum of all errors; used in metadata only, since dispatch errors carry indices. */
export function outerErrorType(pallets: readonly UntypedPallet[]): AnyType {
  return outerEnum(
    'node_subtensor_runtime::RuntimeError',
    pallets.filter((pallet) => pallet.errors.length > 0),
    errorEnum,
  )
}

export function callEnum(pallet: UntypedPallet): AnyType {
  const type = palletEnum(pallet, 'Call', pallet.calls, ({ args }) => args)
  return {
    shape: withAliases(pallet.name, type.shape),
    codec: type.codec,
    get zero() {
      return type.zero
    },
  }
}

/** Names the types of arguments as the real metadata does. */
function withAliases(pallet: string, shape: Shape): Shape {
  if (shape.kind !== 'variant') return shape
  const variants = shape.variants.map((call) => {
    const fields = call.fields.map((field) => {
      const typeName = field.name && aliasOf(pallet, call.name, field.name)
      return typeName ? { ...field, typeName } : field
    })
    return { ...call, fields }
  })
  return { ...shape, variants }
}

export function eventEnum(pallet: UntypedPallet): AnyType {
  return palletEnum(pallet, 'Event', pallet.events, ({ fields }) => fields)
}

export function errorEnum(pallet: UntypedPallet): AnyType {
  const cases = pallet.errors.map((name, index) => [name, { index }] as const)
  const docs = pallet.errors.map((name) => docsOfError(pallet.name, name))
  return palletEnum(pallet, 'Error', Object.fromEntries(cases), () => null, docs)
}

function palletEnum<I extends { readonly index: number }>(
  pallet: UntypedPallet,
  kind: 'Call' | 'Event' | 'Error',
  items: Readonly<Record<string, I>>,
  payload: (item: I) => Payload,
  docs: readonly (readonly string[])[] = [],
): AnyType {
  const entries = Object.entries(items)
  const indices = entries.map(([, { index }]) => index)
  return variant(
    `${pallet.crate}::pallet::${kind}`,
    Object.fromEntries(entries.map(([name, item]) => [name, payload(item)])),
    { indices, params: paramsOf(pallet, kind), docs },
  )
}

/** Most are generic over the runtime; Balances, of which a runtime can have several, over the instance as well. */
function paramsOf({ name }: UntypedPallet, kind: string): TypeParam[] {
  if (name === 'Utility' && kind === 'Event') return []
  return (name === 'Balances' ? ['T', 'I'] : ['T']).map((param) => ({ name: param }))
}

function outerEnum(
  path: string,
  pallets: readonly UntypedPallet[],
  inner: (pallet: UntypedPallet) => AnyType,
): AnyType {
  return variant(path, Object.fromEntries(pallets.map((pallet) => [pallet.name, inner(pallet)])), {
    indices: pallets.map(({ index }) => index),
  })
}
