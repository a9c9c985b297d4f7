import { expect, expectTypeOf, it } from 'vitest'
import { type Bytes, bytesInMemory, isBytes } from '../subnet/encoding/byte-value.js'
import { calleesOf, noteCallee } from './callee-receipts.js'
import {
  type CarriedCall,
  callHeaders,
  callRefusalOf,
  hopDeadline,
  readCarried,
  writeCarried,
} from './carried-call.js'
import { bytesFromJson, bytesToJson, type InJson } from './json-bytes.js'
import { childTrace, isTraceParent, newTrace } from './trace-parent.js'

const hotkey = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'
const call: CarriedCall = {
  ...{ deadline: 1_790_000_000_000, budget: 2_500, visited: ['text', 'image'], trace: newTrace() },
  calls: [{ gateway: 'http://127.0.0.1:8080', receipt: 'rcpt_1-a' }],
  miner: hotkey,
}

it('a call arrives as it was sent, one span further', () => {
  const read = readCarried(writeCarried(call)) as CarriedCall
  expect({ ...read, trace: '' }).toEqual({ ...call, trace: '' })
  expect(read.trace.slice(0, 36)).toBe(call.trace.slice(0, 36))
  expect(read.trace).not.toBe(call.trace)
  expect(readCarried({})).toMatchObject({ deadline: null, budget: null, visited: [], calls: [], miner: null })
})

it.each([
  [callHeaders.deadline, 'soon'],
  [callHeaders.budget, '-1'],
  [callHeaders.budget, '1e9'],
  [callHeaders.visited, Array.from({ length: 17 }, (_, at) => `s${at}`).join()],
  [callHeaders.calls, '{'],
  [callHeaders.calls, '[{"gateway":"ftp://x","receipt":"a"}]'],
  [callHeaders.calls, JSON.stringify(Array(17).fill(call.calls[0]))],
  [callHeaders.miner, 'me'],
])('%s: %s is refused by its name', (header, value) => {
  expect(readCarried({ [header]: value })).toMatchObject({ header })
})

it('cycles, depth and time end a call, and each hop keeps a tenth of the time', () => {
  const at = { subnet: 'storage', now: 1_000 }
  const visited = ['a', 'b', 'c']
  expect(callRefusalOf({ deadline: 1_001, visited }, at)).toBeNull()
  expect(callRefusalOf({ deadline: null, visited: [...visited, 'd'] }, at)).toBe('call_too_deep')
  expect(callRefusalOf({ deadline: null, visited: ['storage'] }, at)).toBe('call_cycle')
  expect(callRefusalOf({ deadline: 1_000, visited }, at)).toBe('deadline_expired')
  expect([hopDeadline(2_000, 1_000), hopDeadline(500, 1_000)]).toEqual([1_900, 1_000])
})

it('an odd trace context is replaced', () => {
  for (const odd of ['', 'x', `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`, `ff${call.trace.slice(2)}`])
    expect(isTraceParent(odd)).toBe(false)
  expect(isTraceParent(childTrace(call.trace))).toBe(true)
  expect(isTraceParent((readCarried({ traceparent: 'x' }) as CarriedCall).trace)).toBe(true)
})

it('binary values pass through JSON, and what only looks like one is left to the schema', async () => {
  const bytes = bytesInMemory([Uint8Array.of(0, 255, 7)])
  const json: unknown = JSON.parse(JSON.stringify(await bytesToJson({ list: [bytes], n: 1 })))
  expect(json).toEqual({ list: [{ $bytes: 'AP8H' }], n: 1 })
  const back = bytesFromJson(json) as { readonly list: readonly [Bytes] }
  expect(isBytes(back.list[0]) && [...(await back.list[0].bytes())]).toEqual([0, 255, 7])
  for (const other of [{ $bytes: '?' }, { $bytes: 'AP8H', more: 1 }, null, 'AP8H'])
    expect(bytesFromJson(other)).toEqual(other)
  expectTypeOf<InJson<{ a: Bytes; b: bigint | null; c: Date[] }>>().toEqualTypeOf<{
    a: { readonly $bytes: string }
    b: string | null
    c: string[]
  }>()
})

it('a call notes at most 16 receipts', () => {
  const { signal } = new AbortController()
  for (let at = 0; at < 20; at++) noteCallee(signal, { gateway: 'http://x', receipt: `r${at}` })
  expect(calleesOf({ signal })).toHaveLength(16)
  expect(calleesOf(new AbortController())).toEqual([])
})
