import { describe, expect, it } from 'vitest'
import { createBeacon, isPulseOf, verifyPulse } from './beacon.js'
import { decodeCiphertext } from './ciphertext.js'
import { timelockDecrypt } from './decrypt.js'
import { timelockEncrypt } from './encrypt.js'
import { roundIdentity } from './ibe.js'
import { quicknet } from './quicknet.js'
import { commitRound, currentRound, roundAt } from './rounds.js'

const secretKey = new Uint8Array(32).fill(7)
const plaintext = Uint8Array.of(1)
const pulse = createBeacon({ secretKey }).sign(1n)
const clock = (more: object) => ({ ...quicknet, ...more }) as never

describe('defect: timelock took any parameter', () => {
  it.each<[string, () => unknown]>([
    ['createBeacon period', () => createBeacon({ secretKey, period: Number.NaN })],
    ['createBeacon period', () => createBeacon({ secretKey, period: 0 })],
    ['createBeacon period', () => createBeacon({ secretKey, period: '3' as never })],
    ['createBeacon genesis', () => createBeacon({ secretKey, genesis: -1 })],
    ['createBeacon option', () => createBeacon({ secretKey, perod: 3 } as never)],
    ['createBeacon secretKey', () => createBeacon({ secretKey: 'hunter2' as never })],
    ['createBeacon secretKey', () => createBeacon({} as never)],
    ['createBeacon', () => createBeacon(undefined as never)],
    ['verifyPulse', () => verifyPulse(null as never)],
    ['verifyPulse randomness', () => verifyPulse({ ...pulse, randomness: 5 as never })],
    ['signature', () => isPulseOf({ ...pulse, signature: undefined as never })],
    ['public key', () => isPulseOf(pulse, 5 as never)],
    ['timelockEncrypt', () => timelockEncrypt(null as never)],
    ['timelockEncrypt plaintext', () => timelockEncrypt({ plaintext: 'a' as never, round: 1n })],
    ['timelockEncrypt random', () => timelockEncrypt({ plaintext, round: 1n, random: 5 as never })],
    [
      'timelockEncrypt random.esk',
      () => timelockEncrypt({ plaintext, round: 1n, random: { sigma: secretKey } as never }),
    ],
    ['timelockDecrypt', () => timelockDecrypt(undefined as never)],
    ['ciphertext', () => timelockDecrypt({ ciphertext: 5 as never, signature: pulse.signature })],
    ['ciphertext', () => decodeCiphertext(null as never)],
    ['time', () => currentRound(Number.NaN)],
    ['time', () => roundAt(Number.POSITIVE_INFINITY)],
    ['period', () => commitRound(1, clock({ period: 0 }))],
    ['genesis', () => commitRound(1, clock({ genesis: Number.NaN }))],
  ])('defect: a wrong %s is CONFIG_INVALID (%#)', (name, call) => {
    expect(call).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(name) }),
    )
    expect(call).not.toThrow('hunter2')
  })

  it.each([1, '1', null, undefined])('defect: round %j threw a raw TypeError', (round) => {
    expect(() => roundIdentity(round as never)).toThrow(expect.objectContaining({ code: 'ROUND_INVALID' }))
  })
})
