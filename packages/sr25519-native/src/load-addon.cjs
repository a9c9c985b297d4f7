'use strict'

const { platformOf } = require('./platform.cjs')

/**
 * Loads the addon for this platform: the binary that was built here, else that of the package for the platform.
 * Throws an error with a code and a fix if there is none, or if it does not load.
 */
exports.loadAddon = (load = require, platform = platformOf()) => {
  const prebuilt = `@subnetkit/sr25519-native-${platform}`
  for (const name of [`../sr25519.${platform}.node`, prebuilt]) {
    try {
      return load(name)
    } catch (error) {
      if (isAbsent(error, name)) continue
      throw addonError(
        'NATIVE_ADDON_BROKEN',
        `${name} does not load: ${error.message}`,
        'Build it for this machine with npm run build:native.',
        error,
      )
    }
  }
  throw addonError(
    'NATIVE_ADDON_MISSING',
    `there is no sr25519 addon for ${platform}`,
    `Install ${prebuilt}, or build it here with npm run build:native.`,
  )
}

/** A module of this very name is missing, not one that it needs. */
function isAbsent({ code, message }, name) {
  return code === 'MODULE_NOT_FOUND' && message.includes(`'${name}'`)
}

function addonError(code, message, fix, cause) {
  return Object.assign(new Error(`${message}. ${fix}`, { cause }), { code, fix })
}
