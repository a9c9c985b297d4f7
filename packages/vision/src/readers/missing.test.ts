import { expect, it } from 'vitest'
import { createPpOcrReader } from './pp-ocr.js'
import { createTesseractReader } from './tesseract.js'

it('names the line that installs the data of a language', async () => {
  await expect(createTesseractReader({ language: 'xyz' })).rejects.toMatchObject({
    code: 'READER_MISSING',
    details: { install: 'npm install tesseract.js @tesseract.js-data/xyz' },
  })
})

it('refuses files that are no model and no list of characters', async () => {
  const wrong = new URL('./missing.test.ts', import.meta.url)
  const absent = new URL('./absent.onnx', import.meta.url)
  for (const options of [
    { model: wrong, characters: wrong },
    { model: wrong, characters: absent },
  ])
    await expect(createPpOcrReader(options)).rejects.toMatchObject({ code: 'ONNX_MODEL_INVALID' })
  await expect(createPpOcrReader({ model: 5 as unknown as string })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  })
})
