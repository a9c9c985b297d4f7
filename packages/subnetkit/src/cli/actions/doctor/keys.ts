import { stat } from 'node:fs/promises'
import { openWallet, refuseColdkey, type Wallet, type WalletOptions } from '@subnetkit/wallet'
import type { Context } from '../../context/context.js'
import { examine, type Finding, fail, pass, skip } from './finding.js'

/** Findings about a wallet, and the address of its hotkey if there is one. */
export interface KeyFindings {
  readonly findings: readonly Finding[]
  readonly hotkey: string | null
}

/** Checks the files of the wallet; no password is needed. */
export async function checkKeys({ keys, settings }: Context): Promise<KeyFindings> {
  let wallet: Wallet | null = null
  const opened = await examine('wallet', async () => {
    wallet = await openWallet(keys.place)
    return pass('wallet', `${wallet.name} in ${wallet.files.root}`)
  })
  const hotkey = await keys.hotkeyAddress().catch(() => null)
  if (wallet === null) return { findings: [opened], hotkey }
  const { name, hotkey: hotkeyName } = settings.wallet
  const create = `subnet wallet create -w ${name} -H ${hotkeyName}`
  return {
    findings: [
      opened,
      ...(await checkColdkey(wallet, create)),
      ...(await checkHotkey(wallet, { address: hotkey, create, place: keys.place })),
    ],
    hotkey,
  }
}

/** Checks the files of the wallet that a running process uses. Throws the errors of openWallet. */
export async function checkWalletFiles(place: WalletOptions): Promise<readonly Finding[]> {
  const wallet = await openWallet(place)
  const create = `subnet wallet create -w ${wallet.name} -H ${wallet.hotkeyName}`
  return [
    pass('wallet', `${wallet.name} in ${wallet.files.root}`),
    ...(await checkColdkey(wallet, create)),
    ...(await checkHotkey(wallet, { address: wallet.hotkey.address, create, place })),
  ]
}

const asItShouldBe = 'as it should be on a machine that runs a neuron'

async function checkColdkey({ coldkey, hotkey, files }: Wallet, create: string): Promise<readonly Finding[]> {
  if (coldkey.secret === null) {
    if (coldkey.address !== null) {
      return [pass('coldkey', `${coldkey.address}, public half only, ${asItShouldBe}`)]
    }
    // The hotkey is enough to run; only without one is this the wrong wallet.
    if (hotkey.secret !== null || hotkey.address !== null)
      return [skip('coldkey', `not on this machine, ${asItShouldBe}`)]
    return [fail('coldkey', `neither ${files.coldkey} nor its public half exists`, `Run \`${create}\`.`)]
  }
  const seal =
    coldkey.secret.encryption === 'none'
      ? fail(
          'coldkey',
          `${coldkey.address ?? files.coldkey} is not encrypted`,
          `Encrypt ${files.coldkey}, or move it off this machine.`,
        )
      : pass('coldkey', `${coldkey.address ?? files.coldkey}, encrypted (${coldkey.secret.encryption})`)
  return [seal, await checkMode('coldkey file', files.coldkey)]
}

async function checkHotkey(
  { hotkey, files, hotkeyName }: Wallet,
  { address, create, place }: { address: string | null; create: string; place: WalletOptions },
): Promise<readonly Finding[]> {
  if (hotkey.secret !== null) {
    return [
      await examine('hotkey', async () => {
        await refuseColdkey(place)
        if (hotkey.address !== null) return pass('hotkey', `${hotkeyName}, ${hotkey.address}`)
        return skip(
          'hotkey',
          `${hotkeyName} is encrypted: only its password would show that it is no coldkey`,
        )
      }),
      await checkMode('hotkey file', files.hotkey),
    ]
  }
  if (address !== null)
    return [skip('hotkey', `${address} has no key on this machine, which therefore cannot sign for it`)]
  return [fail('hotkey', `no hotkey ${hotkeyName}: ${files.hotkey} does not exist`, `Run \`${create}\`.`)]
}

/** Others must not read a secret. Windows has no such bits. */
async function checkMode(name: string, path: string): Promise<Finding> {
  if (process.platform === 'win32') return skip(name, 'permissions are not checked on Windows')
  return examine(name, async () => {
    const { mode } = await stat(path)
    const bits = (mode & 0o777).toString(8).padStart(4, '0')
    if ((mode & 0o077) === 0) return pass(name, `${path} has mode ${bits}`)
    return fail(name, `${path} has mode ${bits}: others can read it`, `Run \`chmod 600 ${path}\`.`)
  })
}
