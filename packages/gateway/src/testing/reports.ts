import { expect } from 'vitest'
import { fakeModel, ok } from './fake-model.js'
import { startTestGateway, type TestGateway } from './start-gateway.js'

/** A request for the gateway of reports. */
export const messages = [{ role: 'user', content: 'Hello' }]
export const ask = { model: 'text', messages }

/** A gateway whose one miner says what a test wants, for incompatibilities that were reported to other servers. */
export interface Reports extends AsyncDisposable {
  readonly test: TestGateway
  /** Sets the next answers. */
  say(text: string, finish?: 'stop' | 'length'): void
  /** Frames of a stream, as they are on the wire. */
  frames(body?: object): Promise<readonly string[]>
  /** The data of its frames, without the last one. */
  chunks(body?: object): Promise<readonly Chunk[]>
}

/** One chunk of a stream. */
export interface Chunk {
  readonly id: string
  readonly choices: readonly {
    readonly index: number
    readonly delta: { readonly content?: string }
    readonly finish_reason: string | null
  }[]
  readonly usage?: Readonly<Record<string, number>> | null
}

export async function openReports(): Promise<Reports> {
  let answer = { text: 'Fine.', finish: 'stop' as 'stop' | 'length' }
  const test = await startTestGateway({
    models: [fakeModel([() => ok(answer.text, answer.finish)], { aliases: ['gpt-4o-mini'] })],
    maxBodyBytes: 10_000,
    origins: ['https://app.example'],
  })
  async function frames(body: object = {}) {
    const response = await test.post({ ...ask, stream: true, ...body })
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    return (await response.text()).split('\n\n').filter(Boolean)
  }
  return {
    test,
    say(text, finish = 'stop') {
      answer = { text, finish }
    },
    frames,
    async chunks(body = {}) {
      const all = await frames(body)
      return all
        .filter((frame) => frame !== 'data: [DONE]')
        .map((frame) => JSON.parse(frame.slice('data: '.length)) as Chunk)
    },
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  }
}

/** Status and members of an error. */
export async function errorOf(response: Response) {
  const { error } = (await response.json()) as { readonly error: object }
  return { status: response.status, ...error }
}

/** Body of a completion. */
export async function bodyOf(response: Response) {
  return (await response.json()) as {
    readonly choices: readonly {
      readonly finish_reason: string
      readonly logprobs: null
      readonly message: Readonly<Record<string, unknown>> & { readonly content: string }
    }[]
    readonly usage: Readonly<Record<string, number>>
  }
}
