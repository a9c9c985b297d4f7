import { decAnyMetadata, type V14 } from '@polkadot-api/substrate-bindings'
import { expect, test } from 'vitest'
import { encodeMetadata } from '../metadata/metadata.js'
import { docsOfError } from './error-docs.js'

test.each([
  ['SubtensorModule', 'HotKeyNotRegisteredInSubNet', 'Hotkey not registered in subnet.'],
  ['SubtensorModule', 'NonAssociatedColdKey', 'Non associated coldkey.'],
  ['SubtensorModule', 'InvalidIpType', 'Invalid ip type.'],
  ['SubtensorModule', 'POWRegistrationDisabled', 'Pow registration disabled.'],
  ['Proxy', 'Duplicate', 'Account is already a proxy.'],
])('%s.%s reads: %3$s', (pallet, error, sentence) => {
  expect(docsOfError(pallet, error)).toEqual([sentence])
})

test('defect: every error has docs in the metadata, without which Python clients do not name it', () => {
  const { lookup } = decAnyMetadata(encodeMetadata(14, [])).metadata.value as V14
  const errors = lookup.flatMap(({ path, def }) =>
    path.at(-1) === 'Error' && def.tag === 'variant' ? def.value : [],
  )
  expect(errors.length).toBeGreaterThan(200)
  for (const { docs } of errors) expect(docs.join()).toMatch(/^[A-Z].*\.$/)
})
