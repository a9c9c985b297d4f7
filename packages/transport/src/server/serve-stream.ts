import type { ServerResponse } from 'node:http'
import type { SubnetError } from '@subnetkit/base'
import type { Protocol, StreamSynapse } from '@subnetkit/core'
import type { LiveWork } from '../http/live-signals.js'
import type { ProvenCaller } from '../session/authentication.js'
import type { StreamDigest } from '../stream/records.js'
import { callOf } from './call-of.js'
import type { Handlers } from './handlers.js'
import { type RequestBody, readInput } from './parts-values.js'
import { type AnyHandler, chunksOf, parseInput } from './run-synapse.js'
import { type SentStream, sendStream } from './send-stream.js'
import { untilOver, type WaitingRoom } from './waiting-room.js'

/** One request for a stream, whose caller is proven and admitted. */
export interface StreamRequest {
  readonly name: string
  readonly synapse: StreamSynapse
  readonly caller: ProvenCaller
  readonly body: RequestBody
  readonly work: LiveWork
  readonly response: ServerResponse
  /** Headers of the answer, besides the content type. */
  readonly headers: Readonly<Record<string, string>>
  /** Is called with what was counted when a stream has come to its end, before its end record is sent. */
  readonly onEnd: (digest: StreamDigest) => void
}

interface StreamServerParts {
  readonly handlers: Handlers<Protocol>
  readonly room: WaitingRoom
  /** Text of an error record. */
  readonly encodeError: (error: SubnetError, name: string) => string
}

/**
 * Creates the server of synapses that stream. It rejects with what was refused before the first chunk. A stream keeps its
 * turn until the handler's generator has ended.
 */
export function createStreamServer({ handlers, room, encodeError }: StreamServerParts) {
  return async (request: StreamRequest): Promise<SentStream> => {
    const { name, synapse, caller, body, work, response, headers, onEnd } = request
    const turn = await room.enter(caller.hotkey, untilOver(work, synapse.deadlineMs))
    let isPassedOn = false
    try {
      const input = await parseInput(name, synapse, await readInput(name, body))
      const call = callOf(input, { hotkey: caller.hotkey }, work)
      const sent = sendStream({
        ...{ name, synapse, response, headers, ends: work },
        chunks: chunksOf(name, synapse, handlers[name] as AnyHandler, call),
        seal(digest) {
          onEnd(digest)
          return caller.sealStream(digest.sha256)
        },
        encodeError: (error) => encodeError(error, name),
        onClosed: () => turn[Symbol.dispose](),
      })
      isPassedOn = true
      return await sent
    } finally {
      if (!isPassedOn) turn[Symbol.dispose]()
    }
  }
}
