'use strict'

const { isUint8Array } = require('node:util/types')
const { loadAddon } = require('./load-addon.cjs')

const addon = loadAddon()

exports.verify = (publicKey, signature, message) =>
  isSigned(publicKey, signature, message) && addon.verify(publicKey, signature, message)

exports.verifyBatch = (items) => {
  if (!Array.isArray(items)) return false
  const publicKeys = []
  const signatures = []
  const messages = []
  for (const item of items) {
    // Read once, so that what was checked is what is verified.
    const { publicKey, signature, message } = item ?? {}
    if (!isSigned(publicKey, signature, message)) return false
    publicKeys.push(publicKey)
    signatures.push(signature)
    messages.push(message)
  }
  return addon.verifyBatch(publicKeys, signatures, messages)
}

exports.sign = (secretKey, publicKey, message) => {
  requireBytes('secret key', secretKey, 64)
  requireBytes('public key', publicKey, 32)
  requireBytes('message', message)
  return addon.sign(secretKey, publicKey, message)
}

function isSigned(publicKey, signature, message) {
  return isBytes(publicKey, 32) && isBytes(signature, 64) && isBytes(message)
}

function isBytes(value, length = value?.length) {
  return isUint8Array(value) && value.length === length
}

/** Throws a TypeError that never shows the value: it may be secret. */
function requireBytes(what, value, length) {
  if (isBytes(value, length)) return
  throw new TypeError(`the ${what} is not a Uint8Array${length === undefined ? '' : ` of ${length} bytes`}`)
}
