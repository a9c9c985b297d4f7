import type { TextProtocol } from '@subnetkit/subnet-text/protocol'
import type { Handlers } from 'subnetkit'

/** A miner that found out what valid output looks like and never looks at the question. */
export function constantHandlers(): Handlers<TextProtocol> {
  return {
    complete: () => ({ completion: '42', tokensUsed: 1, finishReason: 'stop', modelId: 'constant' }),
  }
}
