import { configError } from '@subnetkit/base'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLog, type Log } from './log.js'
import type { LogRecord } from './record.js'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

const refusal = { event: 'refused', code: 'CALLER_UNKNOWN', message: 'refused add' }

describe('lines on stderr', () => {
  it('name time, level and source, from the level up', () => {
    const lines: string[] = []
    const log = createLog('miner', 'info', { write: (line) => lines.push(line) })
    log.write('debug', { event: 'x', message: 'too much' })
    log.write('info', { event: 'x', message: 'serves' })
    log.as('chain').write('warn', { event: 'lost', message: 'lost ws://x' })
    expect(lines).toEqual([
      '1970-01-01T00:00:00.000Z INFO  miner: serves',
      '1970-01-01T00:00:00.000Z WARN  chain: lost ws://x',
    ])
  })

  it('show the stack of what was thrown', () => {
    const lines: string[] = []
    const log = createLog('miner', 'info', { write: (line) => lines.push(line) })
    log.write('error', { event: 'handler-failed', message: 'failed', error: new TypeError('no such model') })
    expect(lines[0]).toMatch(/failed\n {4}TypeError: no such model\n {4}at .*log\.test\.ts/)
  })

  it('defect: text of a caller forges no line and moves no cursor', () => {
    const lines: string[] = []
    const log = createLog('miner', 'info', { write: (line) => lines.push(line) })
    log.write('warn', { event: 'refused', message: 'refused x\n1970 INFO  miner: all well\u001b[2J\u202e' })
    expect(lines).toEqual([
      '1970-01-01T00:00:00.000Z WARN  miner: refused x\\u000a1970 INFO  miner: all well\\u001b[2J\\u202e',
    ])
  })

  it('are none with false', () => {
    const lines: string[] = []
    createLog('miner', false, { write: (line) => lines.push(line) }).write('error', refusal)
    expect(lines).toEqual([])
  })
})

describe('lines of JSON', () => {
  const phrase = 'legal winner thank year wave sausage worth useful legal winner thank yellow'

  function written(run: (log: Log) => void, secrets: readonly string[] = []) {
    const lines: string[] = []
    const option = { format: 'json' } as const
    run(createLog('validator', option, { write: (line) => lines.push(line), secrets }))
    return lines
  }

  it('have the fields of pino, and those that collectors search for', () => {
    const [line] = written((log) =>
      log.as('chain').write('warn', {
        ...{ event: 'step-failed', code: 'CHAIN_TIMEOUT', message: 'step failed', job: 'query-7200-3' },
        ...{ round: 7_200, uid: 3, hotkey: '5Hotkey', request: '17' },
      }),
    )
    expect(JSON.parse(line ?? '')).toEqual({
      ...{ time: '1970-01-01T00:00:00.000Z', level: 'warn', source: 'chain', event: 'step-failed' },
      ...{ code: 'CHAIN_TIMEOUT', msg: 'step failed', job: 'query-7200-3', request: '17' },
      ...{ round: 7_200, uid: 3, hotkey: '5Hotkey' },
    })
  })

  it('defect: show secrets neither in messages nor in errors, their details and causes, nor in other letters', () => {
    const cause = Object.assign(new Error(`no key for ${phrase.toUpperCase()}`), { seed: 'abcdef' })
    const error = configError(
      'CONFIG_INVALID',
      { place: 'redis://u:hunter22@10.0.0.1', detail: `0X${'6F'.repeat(32)}`, fix: 'Use sn_live_4f9Kd02j.' },
      { cause },
    )
    const log = (one: Log) =>
      one.write('error', { event: 'x', message: `Failed with S3cret-Word: ${phrase}`, error })
    const [json = ''] = written(log, ['S3cret-Word'])
    const text: string[] = []
    log(createLog('miner', 'info', { write: (line) => text.push(line), secrets: ['s3CRET-wORD'] }))
    for (const line of [json, text.join('\n')]) {
      expect(line).not.toMatch(/sausage|hunter|6f6f|4f9K|s3cret/i)
      expect(line).toContain('[hidden]')
    }
    expect(JSON.parse(json).err).toMatchObject({ code: 'CONFIG_INVALID', cause: { type: 'Error' } })
  })

  it('have texts as they are, and errors whatever was thrown', () => {
    const error = new Error('a', { cause: new Error('b', { cause: 'c' }) })
    const [line = '', other = ''] = written((log) => {
      log.write('error', { event: 'x', message: '100 %s of %d %j %%', error })
      log.write('debug', { event: 'x', message: 'below the level' })
      log.write('info', { event: 'x', message: '', error: null })
    })
    expect(JSON.parse(line)).toMatchObject({
      msg: '100 %s of %d %j %%',
      err: { type: 'Error', message: 'a', cause: { message: 'b', cause: { type: 'string', message: 'c' } } },
    })
    expect(JSON.parse(other)).toMatchObject({
      level: 'info',
      msg: '',
      err: { type: 'object', message: 'null' },
    })
  })

  it('defect: text of a caller forges no line', () => {
    const lines = written((log) => log.write('warn', { event: 'x', message: 'a\n{"level":"info"}\u2028b' }))
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toMatch(/[\n\u2028]/)
  })
})

describe('a flood of warnings', () => {
  it('passes in part, and the rest is counted by kind', () => {
    const lines: string[] = []
    const log = createLog('miner', 'info', { write: (line) => lines.push(line) })
    for (let index = 0; index < 1_000; index++) log.write('warn', refusal)
    log.write('error', { event: 'handler-failed', message: 'another kind' })
    expect(lines).toHaveLength(6)
    vi.advanceTimersByTime(10_000)
    expect(lines).toHaveLength(7)
    expect(lines[6]).toContain('suppressed 995 similar warnings (refused CALLER_UNKNOWN)')
    vi.advanceTimersByTime(60_000)
    expect([lines.length, vi.getTimerCount()]).toEqual([7, 0])
    log.write('warn', refusal)
    expect(lines).toHaveLength(8)
  })

  it('defect: of one address hides no other, and one of many addresses writes few lines', () => {
    const lines: string[] = []
    const log = createLog('miner', 'info', { write: (line) => lines.push(line) })
    for (let index = 0; index < 1_000; index++) log.write('warn', { ...refusal, peer: '192.0.2.1' })
    log.write('warn', { ...refusal, message: 'refused another', peer: '192.0.2.2' })
    expect(lines).toHaveLength(6)
    expect(lines[5]).toContain('refused another')
    for (let index = 0; index < 1_000; index++) log.write('warn', { ...refusal, peer: `2001:db8::${index}` })
    expect(lines).toHaveLength(20)
    vi.advanceTimersByTime(10_000)
    expect(lines).toHaveLength(22)
    expect(lines[20]).toContain('suppressed 995 similar warnings (refused CALLER_UNKNOWN from 192.0.2.1)')
    expect(lines[21]).toContain('suppressed 986 similar warnings (refused CALLER_UNKNOWN)')
  })

  it('is summed up when the log ends', () => {
    const lines: string[] = []
    {
      using log = createLog('miner', 'info', { write: (line) => lines.push(line) })
      for (let index = 0; index < 7; index++) log.write('warn', refusal)
    }
    expect([lines.length, vi.getTimerCount()]).toEqual([6, 0])
    expect(lines[5]).toContain('suppressed 2 similar warnings')
  })

  it('holds back no information', () => {
    const lines: string[] = []
    const log = createLog('validator', 'info', { write: (line) => lines.push(line) })
    for (let index = 0; index < 20; index++) log.write('info', { event: 'round-folded', message: 'folded' })
    expect(lines).toHaveLength(20)
  })
})

describe('a function', () => {
  it('takes every record, of all levels', () => {
    const records: LogRecord[] = []
    const log = createLog('miner', (record) => records.push(record))
    for (let index = 0; index < 20; index++) log.write('warn', refusal)
    log.write('debug', { event: 'x', message: 'detail' })
    expect(records).toHaveLength(21)
    expect(records[0]).toEqual({ time: 0, level: 'warn', source: 'miner', ...refusal })
  })

  it('that throws fails nobody', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const log = createLog('miner', () => {
      throw new Error('disk full')
    })
    log.write('warn', refusal)
    expect(warn).toHaveBeenCalledOnce()
    warn.mockRestore()
  })
})
