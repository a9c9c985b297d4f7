import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import commitHashes from '../fixtures/commit-hash-legacy.json' with { type: 'json' }
import rounds from '../fixtures/drand-rounds.json' with { type: 'json' }
import moduloReveals from '../fixtures/reveal-round-v1.json' with { type: 'json' }
import reveals from '../fixtures/reveal-round-v2.json' with { type: 'json' }
import ciphertexts from '../fixtures/timelock-ciphertext.json' with { type: 'json' }
import negatives from '../fixtures/timelock-negative.json' with { type: 'json' }
import onchain from '../fixtures/timelock-onchain.json' with { type: 'json' }
import payloads from '../fixtures/timelock-payload.json' with { type: 'json' }
import { ciphertextOverhead, decodeCiphertext, encodeCiphertext } from './ciphertext.js'
import { mechanismIndex, saltedCommitHash, saltedCommitPreimage } from './commit-hash.js'
import { timelockDecrypt } from './decrypt.js'
import { timelockEncrypt } from './encrypt.js'
import { decodeEnvelope, encodeEnvelope } from './envelope.js'
import { timelockError } from './errors.js'
import { roundIdentity } from './ibe.js'
import { decodeWeightsPayload, encodeWeightsPayload } from './payload.js'
import { quicknet } from './quicknet.js'
import { revealRound, revealRoundModulo } from './reveal-round.js'
import { currentRound, roundAt } from './rounds.js'

const bytes = (hex: string) => hexToBytes(hex.replace(/^0x/, ''))

test.each(rounds.cases)('rounds at $name', (given) => {
  const unixMs = quicknet.genesis * 1000 + Math.trunc((given.unix_time - quicknet.genesis) * 1000)
  expect(currentRound(unixMs)).toBe(BigInt(given.current_round))
  expect(roundAt(unixMs)).toBe(BigInt(given.round_at))
})

test.each(reveals.cases)('reveal round: $name', ({ state, expected, ...given }) => {
  const plan = () =>
    revealRound(
      {
        lastEpochBlock: state.last_epoch_block,
        pendingEpochAt: state.pending_epoch_at,
        epochIndex: state.subnet_epoch_index,
        tempo: state.tempo,
        blocksSinceLastStep: state.blocks_since_last_step,
        block: state.current_block,
      },
      {
        revealPeriod: given.reveal_period_epochs,
        now: given.now_secs * 1000,
        blockTime: given.block_time * 1000,
      },
    )
  if (expected.error !== undefined) return expect(plan).toThrow(expect.toSatisfy(timelockError.is))
  expect(plan()).toEqual({
    commitEpoch: expected.commit_epoch,
    firstRevealBlock: expected.first_reveal_block,
    targetBlock: expected.target_block,
    round: BigInt(expected.reveal_round ?? 0),
  })
})

test.each(moduloReveals.cases)('reveal round of older chains: $name', ({ input, expected }) => {
  const { netuid, tempo, current_block: block } = input
  const timing = {
    revealPeriod: input.reveal_period_epochs,
    now: input.now_secs * 1000,
    blockTime: input.block_time * 1000,
  }
  expect(revealRoundModulo({ netuid, tempo, block }, timing)).toEqual({
    commitEpoch: expected.current_epoch,
    revealEpoch: expected.reveal_epoch,
    firstRevealBlock: expected.first_reveal_block,
    targetBlock: expected.target_block,
    wait: expected.seconds_until * 1000,
    round: BigInt(expected.reveal_round),
  })
})

test.each(ciphertexts.cases)('ciphertext: $name', (given) => {
  const round = BigInt(given.round)
  const plaintext = bytes(given.plaintext_hex)
  const random = {
    sigma: bytes(given.sigma_hex),
    esk: bytes(given.esk_hex),
    nonce: bytes(given.aes_nonce_hex),
  }
  expect(bytesToHex(roundIdentity(round))).toBe(given.identity_sha256)
  const ciphertext = timelockEncrypt({ plaintext, round, publicKey: bytes(given.public_key), random })
  expect(bytesToHex(ciphertext)).toBe(given.ciphertext_hex)
  expect(ciphertext).toHaveLength(given.ciphertext_length)
  const envelope = encodeEnvelope({ ciphertext, round })
  expect(bytesToHex(envelope)).toBe(given.userdata_envelope_hex)
  expect(decodeEnvelope(envelope)).toEqual({ ciphertext, round })
  expect(timelockDecrypt({ ciphertext, signature: bytes(given.signature) })).toEqual(plaintext)
})

test.each(negatives.cases)('refused: $name', (given) => {
  const attempt = () =>
    timelockDecrypt({ ciphertext: bytes(given.ciphertext_hex), signature: bytes(given.signature) })
  expect(attempt).toThrow(expect.toSatisfy(timelockError.is))
})

test.each(onchain.cases)('layout of a commit of mainnet', (given) => {
  const call = bytes(given.call_hex)
  const { ciphertext, round } = decodeEnvelope(call.slice(5, -2))
  const parts = decodeCiphertext(ciphertext)
  expect(round).toBe(BigInt(given.reveal_round))
  expect(ciphertext).toHaveLength(given.commit_length)
  expect(bytesToHex(parts.u)).toBe(given.header.u)
  expect(bytesToHex(parts.v)).toBe(given.header.v)
  expect(bytesToHex(parts.w)).toBe(given.header.w)
  expect(bytesToHex(parts.nonce)).toBe(given.aes_nonce)
  expect(parts.body).toHaveLength(given.aes_ciphertext_length)
  expect(ciphertext.length - ciphertextOverhead).toBe(given.plaintext_length)
  expect(encodeCiphertext(parts)).toEqual(ciphertext)
})

test.each(payloads.cases)('payload: $name', (given) => {
  const payload = {
    hotkey: bytes(given.hotkey_hex),
    uids: given.uids,
    values: given.values,
    versionKey: BigInt(given.version_key),
  }
  const encoded = encodeWeightsPayload(payload)
  expect(`0x${bytesToHex(encoded)}`).toBe(given.encoded)
  expect(encoded.length + ciphertextOverhead).toBe(given.ciphertext_length)
  expect(decodeWeightsPayload(encoded)).toEqual(payload)
})

test.each(commitHashes.cases)('hash of a salted commit: $name', (given) => {
  const commit = {
    // The preimage begins with the hotkey; that it is the address's is for the wallet's tests.
    hotkey: bytes(given.preimage_hex).slice(0, 32),
    netuid: given.netuid,
    mechanism: given.mechid,
    uids: given.uids,
    values: given.values,
    salt: given.salt,
    versionKey: BigInt(given.version_key),
  }
  expect(mechanismIndex(given.netuid, given.mechid)).toBe(given.storage_index)
  expect(`0x${bytesToHex(saltedCommitPreimage(commit))}`).toBe(given.preimage_hex)
  expect(`0x${bytesToHex(saltedCommitHash(commit))}`).toBe(given.commit_hash)
})
