import { describe, expect, it } from 'vitest'
import { defineErrors } from './define-errors.js'

const texts = { message: 'the model {file} is broken', fix: 'Download {file} again.' }

describe('defect: defineErrors took any catalogue', () => {
  it.each<[string, unknown]>([
    ['catalogue', null],
    ['catalogue', [texts]],
    ['code', { model_invalid: texts }],
    ['code', { ModelInvalid: texts }],
    ['MODEL_INVALID', { MODEL_INVALID: null }],
    ['MODEL_INVALID.fix', { MODEL_INVALID: { message: 'it is broken' } }],
    ['MODEL_INVALID.fix', { MODEL_INVALID: { ...texts, fix: '' } }],
    ['MODEL_INVALID.message', { MODEL_INVALID: { ...texts, message: 5 } }],
    ['MODEL_INVALID.status', { MODEL_INVALID: { ...texts, status: 9_999 } }],
    ['MODEL_INVALID.status', { MODEL_INVALID: { ...texts, status: Number.NaN } }],
    ['MODEL_INVALID.status', { MODEL_INVALID: { ...texts, status: 200 } }],
    ['MODEL_INVALID.transient', { MODEL_INVALID: { ...texts, transient: 'yes' } }],
    ['MODEL_INVALID', { MODEL_INVALID: { ...texts, statsu: 400 } }],
  ])('defect: a wrong %s is refused when it is defined (%#)', (name, catalogue) => {
    const message = expect.stringContaining(`defineErrors ${name}`)
    expect(() => defineErrors(catalogue as never)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message }),
    )
  })

  it.each<[string, unknown, unknown]>([
    ['MODEL_MISSING', 'MODEL_MISSING', { file: 'a' }],
    ['toString', 'toString', { file: 'a' }],
    ['file', 'MODEL_INVALID', {}],
    ['file', 'MODEL_INVALID', { file: undefined }],
    ['details', 'MODEL_INVALID', undefined],
  ])('defect: an unknown code or a missing detail was a raw TypeError: %s (%#)', (name, code, details) => {
    const make = defineErrors({ MODEL_INVALID: texts })
    expect(() => make(code as never, details as never)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(name) }),
    )
  })

  it('takes a catalogue that is well formed', () => {
    const make = defineErrors({ MODEL_INVALID: { ...texts, status: 503, transient: () => true } })
    expect(make('MODEL_INVALID', { file: 'a' })).toMatchObject({
      ...{ message: 'the model a is broken', fix: 'Download a again.', status: 503, transient: true },
    })
  })
})
