import { createManualClock } from '@subnetkit/base/testing'
import { Bytes, bytesInMemory, type ImageAnswer, type ImageRequest, imageView } from '@subnetkit/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway, testDatabase } from '../testing/start-gateway.js'
import { anyProtocol, viewModel } from '../testing/view-model.js'
import { createPictures } from './pictures.js'

const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3, 255)
const base64 = Buffer.from(png).toString('base64')
const painted = ({ n }: ImageRequest): ImageAnswer => ({
  images: Array.from({ length: n }, () => ({ data: bytesInMemory([png]), mediaType: 'image/png' as const })),
})

let test: TestGateway
let paint: (request: ImageRequest) => ImageAnswer = painted
let seen: ImageRequest
beforeAll(async () => {
  const image = imageView(anyProtocol, {
    ...{ synapse: 'any', maxImages: 2, sizes: ['64x64'], maxCharacters: 50 },
    toInput: (request) => request,
    toAnswer: (output) => output as ImageAnswer,
  })
  const miner = (request: ImageRequest) => {
    seen = request
    return paint(request)
  }
  test = await startTestGateway({ models: [viewModel({ image }, [miner, miner])] })
})
afterAll(() => test[Symbol.asyncDispose]())

const generate = (more: object = {}) =>
  test.client.images.generate({ model: 'text', prompt: 'A fox', stream: false, ...more })

describe('pictures of the openai client', () => {
  it('come as base64 unless links are asked for', async () => {
    const { data, created } = await generate({ n: 2, size: '64x64', seed: 7 })
    expect(created).toBeGreaterThan(1_000_000_000)
    expect(data).toEqual([{ b64_json: base64 }, { b64_json: base64 }])
    expect(seen).toEqual({ prompt: 'A fox', n: 2, size: '64x64', seed: 7 })
    await generate({ size: 'auto' })
    expect(seen).toEqual({ prompt: 'A fox', n: 1, seed: expect.any(Number) })
  })

  it('are the best of several miners, where the view grades them', async () => {
    const last = (at: number) => () => ({
      images: [{ data: bytesInMemory([png.with(png.length - 1, at)]), mediaType: 'image/png' as const }],
    })
    const image = imageView(anyProtocol, {
      synapse: 'any',
      toInput: (request) => request,
      toAnswer: (output) => output as ImageAnswer,
      verify: async ({ images }) => (await images[0]!.data.bytes()).at(-1)! / 255,
    })
    await using several = await startTestGateway({
      models: [viewModel({ image }, [last(3), last(200), last(50)])],
    })
    const { data } = await several.client.images.generate({
      model: 'text:best',
      prompt: 'A fox',
      stream: false,
    })
    expect(Buffer.from(data![0]!.b64_json!, 'base64').at(-1)).toBe(200)
  })

  it('come as links that need no key, and hold for the picture that they were made for only', async () => {
    const { data = [] } = await generate({ n: 2, response_format: 'url' })
    const [first, second] = data.map(({ url }) => new URL(url!))
    const response = await fetch(first!)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(png)
    const forged = new URL(first!)
    forged.searchParams.set('expires', String(Number(first!.searchParams.get('expires')) + 1))
    const swapped = new URL(first!)
    swapped.pathname = second!.pathname
    for (const url of [forged, swapped, new URL(first!.pathname, first!)])
      expect((await fetch(url)).status).toBe(404)
  })

  it('come as links at the public address, where one is given', async () => {
    const image = imageView(anyProtocol, {
      synapse: 'any',
      toInput: (request) => request,
      toAnswer: (output) => output as ImageAnswer,
    })
    const models = [viewModel({ image }, [painted])]
    await using proxied = await startTestGateway({ models, publicUrl: 'https://example.org/' })
    const { data } = await proxied.client.images.generate({
      ...{ model: 'text', prompt: 'A fox', stream: false, response_format: 'url' },
    })
    expect(data![0]!.url).toMatch(/^https:\/\/example\.org\/[^/]/)
  })

  it.each([
    ['fewer than asked for', () => ({ images: [] })],
    [
      'no pictures',
      () => ({ images: [{ data: bytesInMemory([Uint8Array.of(1, 2)]), mediaType: 'image/png' as const }] }),
    ],
  ])('are never those of a miner that sends %s', async (_, wrong) => {
    paint = wrong
    await expect(generate()).rejects.toMatchObject({ status: 502, code: 'no_valid_answer' })
    paint = painted
  })

  it('give back what a miner sent, used or not', async () => {
    let released = 0
    const data = () => new Bytes({ size: png.length, chunks: () => [png], release: () => void released++ })
    paint = ({ n }) => ({
      images: Array.from({ length: n }, () => ({ data: data(), mediaType: 'image/png' as const })),
    })
    await generate({ n: 2 })
    paint = () => ({
      images: [data(), data(), data()].map((one) => ({ data: one, mediaType: 'image/png' as const })),
    })
    await expect(generate()).rejects.toMatchObject({ status: 502 })
    paint = painted
    expect(released).toBe(8)
  })

  it.each([
    ['more than the model paints', { n: 3 }, 'n'],
    ['a size of their own', { size: '1x1' }, 'size'],
    ['a stream', { stream: true }, 'stream'],
    ['another format', { output_format: 'webp' }, 'output_format'],
    ['no background', { background: 'transparent' }, 'background'],
    ['a long prompt', { prompt: 'a'.repeat(51) }, 'prompt'],
    ['no prompt', { prompt: '' }, 'prompt'],
  ])('refuse %s', async (_, body, param) => {
    await expect(generate(body)).rejects.toMatchObject({ status: 400, param })
  })
})

it('forgets pictures after an hour', async () => {
  const clock = createManualClock()
  const pictures = createPictures({ database: await testDatabase(), clock })
  const [link = ''] = await pictures.keep([{ data: png, mediaType: 'image/png' }])
  const { pathname, searchParams } = new URL(link, 'http://a')
  const find = () => pictures.find(pathname.split('/').at(-1)!, searchParams)
  expect((await find())?.mediaType).toBe('image/png')
  await clock.advance(3_599_999)
  expect(await find()).not.toBeNull()
  await clock.advance(1)
  expect(await find()).toBeNull()
  await pictures.sweep()
})
