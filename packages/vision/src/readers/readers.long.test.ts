import { createCanvas } from '@napi-rs/canvas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Picture } from '../picture/picture.js'
import { createPpOcrReader } from './pp-ocr.js'
import { createTesseractReader } from './tesseract.js'
import type { TextReader } from './text-reader.js'

/** A line in a font that comes with the tests of subnet-image, which registers it. */
async function lineOf(text: string): Promise<Picture> {
  const { GlobalFonts } = await import('@napi-rs/canvas')
  const { createRequire } = await import('node:module')
  const file = createRequire(import.meta.url).resolve(
    '@fontsource/archivo-narrow/files/archivo-narrow-latin-500-normal.woff2',
  )
  GlobalFonts.registerFromPath(file, 'reader test')
  const [width, height] = [420, 60]
  const context = createCanvas(width, height).getContext('2d')
  context.fillStyle = '#eee'
  context.fillRect(0, 0, width, height)
  context.fillStyle = '#225'
  context.font = '32px "reader test"'
  context.fillText(text, 20, 42)
  const { data: pixels } = context.getImageData(0, 0, width, height)
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, at) => pixels[Math.floor(at / 3) * 4 + (at % 3)]!,
  )
  return { width, height, data }
}

describe.each([
  ['PP-OCR', () => createPpOcrReader({ runtime: 'web' })],
  ['Tesseract', () => createTesseractReader()],
])('%s', (_, create) => {
  let reader: TextReader

  beforeAll(async () => {
    reader = await create()
  })
  afterAll(() => reader[Symbol.asyncDispose]())

  it('reads a line, the same each time', async () => {
    const picture = await lineOf('Harbor 2406 lantern')
    const first = await reader.read(picture)
    expect(first.text).toBe('Harbor 2406 lantern')
    expect(first.confidence).toBeGreaterThan(0.5)
    expect(await reader.read(picture)).toEqual(first)
  })

  it('has no confidence in a picture without text', async () => {
    const blank = { width: 200, height: 48, data: new Uint8Array(200 * 48 * 3).fill(230) }
    expect(await reader.read(blank)).toEqual({ text: '', confidence: 0 })
  })

  it('stops for a signal', async () => {
    const reason = new Error('late')
    await expect(reader.read(await lineOf('x'), AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})
