import { expect, test } from 'vitest'
import { checkRuntime } from './check-runtime.js'
import { describeRuntimeChange } from './describe-change.js'
import { type Editor, editMetadata, mainnetMetadata, runtimeOf } from './testing/edit-metadata.js'

const bytes = mainnetMetadata()
const mainnet = runtimeOf(bytes, 381)
const edited = (edit: (editor: Editor) => void) => runtimeOf(editMetadata(bytes, edit), 382)

test('what a runtime changed is stated by name, with what it ends', () => {
  const after = edited(({ removeStorage, retype, primitive }) => {
    removeStorage('Drand.LastStoredRound')
    retype('SubtensorModule.set_weights', 'version_key', primitive('U32'))
  })
  expect(describeRuntimeChange(checkRuntime(after, mainnet))).toEqual([
    'spec 382 changed what is used',
    'gone: storage Drand.LastStoredRound',
    'changed: call SubtensorModule.set_weights',
    'works no more: weights, timelocked weights',
  ])
  // The way back: additions end nothing, and items that were missing all along are not reported again.
  expect(describeRuntimeChange(checkRuntime(mainnet, after))).toEqual([
    'spec 381 changed what is used',
    'changed: call SubtensorModule.set_weights',
    'new: storage Drand.LastStoredRound',
  ])
})

test('one that changed nothing says so', () => {
  const same = runtimeOf(bytes, 382)
  expect(describeRuntimeChange(checkRuntime(same, mainnet))).toEqual([
    'spec 382: nothing that is used changed',
  ])
})

test('one that nobody can sign for says so first', () => {
  const after = edited(({ replaceExtension, primitive }) => replaceExtension('CheckMood', primitive('U8')))
  expect(describeRuntimeChange(checkRuntime(after, mainnet))[1]).toBe(
    'nothing can be signed: its signed extension CheckMood is unknown',
  )
})
