import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { defineErrors } from './define-errors.js'

const modelError = defineErrors({
  MODEL_INVALID: { message: 'the model {file} cannot be read', fix: 'Download {file} again.' },
})
function loadModel(cause?: unknown) {
  return modelError('MODEL_INVALID', { file: 'x.gguf' }, cause === undefined ? undefined : { cause })
}

test('defect: an error that is never caught prints its fix and the stack of its caller, without its details', () => {
  const lines = inspect(loadModel()).split('\n')
  expect(lines.slice(0, 2)).toEqual([
    'SubnetError [MODEL_INVALID]: the model x.gguf cannot be read',
    '  fix: Download x.gguf again.',
  ])
  expect(lines[2]).toMatch(/^ {4}at loadModel /)
  expect(lines.join()).not.toMatch(/details|transient|status/)
})

test('prints its cause', () => {
  const shown = inspect(loadModel(loadModel(new TypeError('bad magic'))))
  expect(shown).toContain('\n  cause: SubnetError [MODEL_INVALID]')
  expect(shown).toContain('cause: TypeError: bad magic')
})
