import { z } from 'zod'
import { fromHex, toHex } from '../codec/bytes.js'
import { hex } from './session/hex.js'
import { rpc } from './session/method.js'

export const author_submitExtrinsic = rpc({ extrinsic: hex }, ({ chain }, { extrinsic }) =>
  chain.submit(fromHex(extrinsic)),
)

export const author_submitAndWatchExtrinsic = rpc(
  { extrinsic: hex },
  ({ chain, subscriptions }, { extrinsic }) =>
    subscriptions.add('author_extrinsicUpdate', (push) => {
      let listening = true
      chain.submit(fromHex(extrinsic), (status) => {
        if (listening) push(status)
      })
      return () => {
        listening = false
      }
    }),
)
export const author_unwatchExtrinsic = rpc({ id: z.string() }, ({ subscriptions }, { id }) =>
  subscriptions.remove(id),
)

export const author_pendingExtrinsics = rpc({}, ({ chain }) =>
  chain.pool.pending().map(({ bytes }) => toHex(bytes)),
)
