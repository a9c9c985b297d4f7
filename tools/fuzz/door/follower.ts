import type { Devnet } from '@subnetkit/devnet'
import { type FollowEvent, FollowModel } from './follow-model.js'

type Draw = (below: number) => number
type Provider = Devnet['provider']

const NOT_PINNED = -32801
const WITHOUT_RUNTIME = -32802
const DUPLICATES = -32804
/** Operations that may wait to be continued. */
const MOST_WAITING = 16

/** A client of `chainHead_v1`, which compares what it gets with a model. */
export class Follower {
  readonly model: FollowModel
  /** Events by their kinds. */
  readonly counts = new Map<string, number>()
  readonly #provider: Provider
  readonly #events: FollowEvent[]
  #id = ''

  private constructor(provider: Provider, withRuntime: boolean, events: FollowEvent[]) {
    this.#provider = provider
    this.#events = events
    this.model = new FollowModel(withRuntime)
  }

  static async open(provider: Provider, withRuntime: boolean): Promise<Follower> {
    const events: FollowEvent[] = []
    const follower = new Follower(provider, withRuntime, events)
    const push = (_: unknown, event: unknown) => void events.push(event as FollowEvent)
    follower.#id = String(await provider.subscribe('', 'chainHead_v1_follow', [withRuntime], push))
    return follower
  }

  send<T>(method: string, ...params: unknown[]): Promise<T> {
    return this.#provider.send<T>(`chainHead_v1_${method}`, [this.#id, ...params])
  }

  takeEvents(): void {
    for (const event of this.#events.splice(0)) {
      this.model.accept(event)
      this.counts.set(event.event, (this.counts.get(event.event) ?? 0) + 1)
    }
  }

  async unfollow(): Promise<void> {
    await this.send('unfollow')
    this.takeEvents()
    this.model.isOver = true
  }

  /** Unpins some blocks; or one twice, or one that it does not have, which must change nothing. */
  async unpinSome(draw: Draw): Promise<void> {
    const some = [...this.model.pinned].filter(() => draw(2) === 0)
    const kind = draw(6)
    const stranger = `0x${'5a'.repeat(32)}`
    const asked = kind === 0 ? [...some, stranger] : kind === 1 ? [...some, ...some.slice(0, 1)] : some
    const expected = kind === 0 ? NOT_PINNED : asked.length > new Set(asked).size ? DUPLICATES : null
    const answer = await this.#codeOf('unpin', asked.length === 1 && draw(2) ? asked[0] : asked)
    this.#expect('unpin', answer, expected)
    if (expected === null) this.model.unpin(some)
  }

  /** Starts an operation on a pinned block, or on one that it does not have. */
  async ask(draw: Draw, listed: string): Promise<void> {
    const pinned = [...this.model.pinned]
    const isStranger = pinned.length === 0 || draw(6) === 0
    const hash = isStranger ? `0x${'5a'.repeat(32)}` : pinned[draw(pinned.length)]
    const [method, ...rest] = [
      ['body'],
      ['call', 'Metadata_metadata_versions', '0x'],
      ['call', 'No_such', '0x'],
      ['storage', [{ key: '0x3a636f6465', type: 'value' }], null],
      ['storage', [{ key: listed, type: 'descendantsHashes' }], null],
      ['storage', [{ key: listed, type: 'descendantsValues' }], null],
    ][draw(6)] as [string, ...unknown[]]
    const wasOver = this.model.isOver
    const answer = await this.#codeOf(method, hash, ...rest)
    this.takeEvents()
    if (wasOver || answer === 'limitReached') {
      const waiting = [...this.model.operations.values()].filter(Boolean).length
      const isRight = answer === 'limitReached' && (this.model.isOver || waiting >= MOST_WAITING)
      if (!isRight) throw new Error(`${method} is answered with ${answer}, and ${waiting} operations wait`)
      return
    }
    const refusal = isStranger
      ? NOT_PINNED
      : method === 'call' && !this.model.withRuntime
        ? WITHOUT_RUNTIME
        : undefined
    if (refusal !== undefined) this.#expect(method, answer, refusal)
  }

  /** Continues an operation, or ends it, whose id may be of none. */
  async goOn(draw: Draw): Promise<void> {
    const ids = [...this.model.operations.keys(), '77777']
    const id = ids[draw(ids.length)] as string
    const isStopped = draw(3) === 0
    await this.send(isStopped ? 'stopOperation' : 'continue', id)
    if (isStopped) this.model.operations.delete(id)
    else if (this.model.operations.has(id)) this.model.operations.set(id, false)
  }

  /** Answer of a method, in short; an operation that has started is noted. */
  async #codeOf(method: string, ...params: unknown[]): Promise<unknown> {
    try {
      const answer = await this.send<{ result?: string; operationId?: string } | null>(method, ...params)
      if (answer?.operationId !== undefined) this.model.begin(answer.operationId)
      return answer?.result ?? answer
    } catch (error) {
      return (error as { code: number }).code
    }
  }

  #expect(method: string, answer: unknown, expected: unknown): void {
    this.takeEvents()
    if (answer !== expected && !this.model.isOver)
      throw new Error(`${method} is answered with ${answer}, not ${expected}`)
  }
}
