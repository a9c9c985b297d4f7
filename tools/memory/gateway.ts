import { z } from 'zod'
import { chatClient } from '../bench/gateway/chat.js'
import { inFlightOf } from '../bench/gateway/pace.js'
import { promptOf } from '../bench/gateway/site.js'
import type { MemoryFigure } from './measure.js'
import { startProgram } from './program.js'

const servers = '../bench/gateway/servers.mjs'
/** Requests after which caches are filled. */
const warmUp = 5_000

/** Memory that a gateway holds after so many requests more than after the first ones, half of them streams. */
export async function measureGateway({ requests }: { readonly requests: number }): Promise<MemoryFigure> {
  await using miner = startProgram(servers, 'miner')
  const { port: minerPort } = z.looseObject({ port: z.number() }).parse(await miner.next())
  await using gateway = startProgram(servers, 'gateway', `${minerPort}`)
  const api = z.looseObject({ port: z.number(), key: z.string() }).parse(await gateway.next())
  const held = async () => {
    gateway.write('held')
    return z.looseObject({ heapMb: z.number() }).parse(await gateway.next()).heapMb
  }
  using send = chatClient(api)
  let sent = 0
  const next = () => {
    sent += 1
    return send(promptOf(20), { stream: sent % 2 === 0 })
  }
  await inFlightOf({ lanes: 32, count: warmUp }, next)
  const before = await held()
  await inFlightOf({ lanes: 32, count: requests - warmUp }, next)
  const growth = Math.max(0, (await held()) - before)
  return { name: `gateway, growth of its heap until ${requests} requests`, peakMb: growth, limitMb: 10 }
}
