import { isStreamSynapse, type Protocol, type Subnet, type Synapse } from '@subnetkit/core'
import type { Handlers } from 'subnetkit'
import { createMinerClient } from 'subnetkit/miner'
import type { Stage } from '../cast.js'

type Call = Parameters<Handlers<Protocol>[string]>[0]

/** Reads a rival's answers off the wire, as anyone on its plain HTTP path could. */
export interface Wiretap<P extends Protocol> {
  /** The handlers of the rival, overheard. */
  overhear(handlers: Handlers<P>): Handlers<P>
  /** The latest answer that a synapse gave; all chunks of one that streams. */
  latest(synapse: string): unknown
}

export function createWiretap<P extends Protocol>(protocol: P): Wiretap<P> {
  const last = new Map<string, unknown>()
  const kept = (name: string, answer: unknown) => {
    last.set(name, answer)
    return answer
  }
  return {
    overhear: (handlers) =>
      handlersOf(protocol, (name, call, synapse) => {
        const answer = (handlers as Handlers<Protocol>)[name]!(call)
        if (isStreamSynapse(synapse))
          return overheard(answer as AsyncIterable<unknown>, kept.bind(null, name))
        return Promise.resolve(answer).then(kept.bind(null, name))
      }),
    latest: (synapse) => last.get(synapse),
  }
}

async function* overheard(answer: AsyncIterable<unknown>, keep: (chunks: readonly unknown[]) => void) {
  const chunks: unknown[] = []
  for await (const chunk of answer) {
    chunks.push(chunk)
    yield chunk
  }
  keep(chunks)
}

/**
 * Starts a miner without a model: it forwards each question to its rival, and when the rival refuses (it serves validators
 * only), it passes on the rival's latest answer to another caller.
 */
export async function startRelay<P extends Protocol>(
  stage: Stage<P>,
  subnet: Pick<Subnet<P>, 'protocol'>,
  rival: string,
  wiretap: Wiretap<P>,
): Promise<void> {
  const client = stage.own(createMinerClient<Protocol>(subnet, { keypair: stage.hotkey }))
  const endpoint = await stage.endpointOf(rival)
  const ask = async (name: string, { input, signal }: Call): Promise<unknown> => {
    const asked = await client.query(endpoint, name, input, { signal })
    if (asked.kind === 'ok') return asked.output
    const answer = wiretap.latest(name)
    if (answer === undefined) throw new Error('nothing overheard yet')
    return answer
  }
  await stage.serve(
    handlersOf(subnet.protocol, (name, call, synapse) =>
      isStreamSynapse(synapse) ? repeated(ask(name, call) as Promise<readonly unknown[]>) : ask(name, call),
    ),
  )
}

async function* repeated(chunks: Promise<readonly unknown[]>) {
  yield* await chunks
}

/** Handlers of a whole protocol, made by one function. */
function handlersOf<P extends Protocol>(
  protocol: P,
  handle: (name: string, call: Call, synapse: Synapse) => unknown,
): Handlers<P> {
  return Object.fromEntries(
    Object.entries(protocol).map(([name, synapse]) => [name, (call: Call) => handle(name, call, synapse)]),
  ) as unknown as Handlers<P>
}
