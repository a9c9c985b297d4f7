import type { V16 } from '@polkadot-api/substrate-bindings'
import { nameOfType } from '../type-names.js'

/** Full names by id. */
export function namesOf({ lookup }: V16): string[] {
  const names: string[] = []
  const name = (id: number): string => {
    names[id] ??= nameOfType(lookup[id]!, name)
    return names[id]
  }
  for (const { id } of lookup) name(id)
  return names
}

type Root = readonly [parent: string, parts: readonly (readonly [place: string, id: number])[]]

/** Pallets and runtime APIs with the types of their items. */
export function rootsOf({ pallets, apis }: V16): Root[] {
  return [
    ...pallets.map(({ name, storage, constants }): Root => {
      const items = (storage?.items ?? []).flatMap((item): [string, number][] =>
        item.type.tag === 'map'
          ? [
              [`${item.name}()`, item.type.value.key],
              [item.name, item.type.value.value],
            ]
          : [[item.name, item.type.value]],
      )
      return [name, [...items, ...constants.map((one): [string, number] => [one.name, one.type])]]
    }),
    ...apis.map(({ name, methods }): Root => {
      const types = methods.flatMap(({ name: method, inputs, output }): [string, number][] => [
        ...inputs.map((input): [string, number] => [`${method}(${input.name})`, input.type]),
        [method, output],
      ])
      return [name, types]
    }),
  ]
}
