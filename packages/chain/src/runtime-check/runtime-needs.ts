import { actionReads } from '../actions/reads.js'
import { calls, type DeclaredCall } from '../extrinsic/calls.js'
import { hyperparameterReads } from '../hyperparameters/reads.js'
import { hyperparameterNames, specOf } from '../hyperparameters/table.js'
import { metagraphReads } from '../metagraph/reads.js'
import { epochReads } from '../read/epoch-count.js'
import { nobody } from '../read/nobody.js'
import type { RuntimeApiCall } from '../read/runtime-api.js'
import { apis } from '../read/runtime-apis.js'
import type { Reads } from '../read/storage.js'
import { storage } from '../read/storage-items.js'
import { weightsReads } from '../weights/reads.js'

/** Something of the runtime that is used here, by the chain's own names. */
export interface RuntimeNeed {
  readonly kind: 'call' | 'storage' | 'api' | 'constant'
  /** `Pallet.name`, or `RuntimeApi.method`. */
  readonly name: string
  /**
   * Encoded parts: arguments of a call and inputs of an API with their names, keys of a storage item.
   * Null where they depend on the kind of a hyperparameter.
   */
  readonly given: string | null
  /**
   * Used if a runtime has it, and nothing fails without it: only a changed form would be a loss.
   * @default false
   */
  readonly optional?: boolean
}

/** A feature, and everything that a runtime must have for it. */
export interface RuntimeFeature {
  readonly name: string
  readonly needs: readonly RuntimeNeed[]
}

/** Items of reads; keys do not matter, so any subject will do. */
const subject = { netuid: 1, mechanism: 0, hotkey: nobody, coldkey: nobody }
const one = { ...subject, netuids: [1], uids: [0], hotkeys: [nobody], coldkeys: [nobody] }

/** Needs of storage reads, each once; reads that have a value for runtimes without their item are optional. */
function reading(...reads: readonly Reads[]): RuntimeNeed[] {
  const needs = reads.flatMap((some) =>
    Object.values(some)
      .flat()
      .map(({ pallet, item, given, absent }): RuntimeNeed => {
        const need = { kind: 'storage', name: `${pallet}.${item}`, given } as const
        return absent ? { ...need, optional: true } : need
      }),
  )
  return [...new Map(needs.map((need) => [need.name, need])).values()]
}

/** The same for features that consist of these very items. */
const requiring = (...reads: readonly Reads[]): RuntimeNeed[] =>
  reading(...reads).map(({ optional: _, ...need }) => need)

const calling = (...called: readonly DeclaredCall[]): RuntimeNeed[] =>
  called.map(({ callName, given }) => ({ kind: 'call', name: callName, given }))

const asking = (...asked: readonly RuntimeApiCall[]): RuntimeNeed[] =>
  asked.map(({ api, method, given }) => ({ kind: 'api', name: `${api}.${method}`, given }))

const { tempo: _, ...storedEpochs } = epochReads(1)
const beside = [...reading({ exists: storage.NetworksAdded(1) }), ...reading(metagraphReads.beside(subject))]

/** Each feature, in the order in which people meet them. */
const fixed: readonly RuntimeFeature[] = [
  {
    name: 'extrinsics',
    needs: [
      ...reading({ account: storage.Account(nobody), number: storage.Number() }),
      ...reading({ upgrade: storage.LastRuntimeUpgrade() }),
      // Read as polkadot.js decodes them, so no read of ours declares them.
      { kind: 'storage', name: 'System.Events', given: '' },
    ],
  },
  { name: 'batches', needs: calling(calls.batchAll) },
  { name: 'sudo', needs: calling(calls.sudo) },
  {
    name: 'transfers',
    needs: [
      ...calling(calls.transferKeepAlive),
      ...reading(actionReads.accounts({ addresses: [nobody] })),
      { kind: 'constant', name: 'Balances.ExistentialDeposit', given: '' },
    ],
  },
  { name: 'metagraph in one read', needs: [...asking(apis.selectiveMetagraph(1, [])), ...beside] },
  {
    name: 'metagraph of a mechanism in one read',
    needs: [...asking(apis.selectiveMechagraph(1, 0, [])), ...beside],
  },
  {
    name: 'metagraph by storage',
    needs: [
      ...beside,
      ...reading(
        metagraphReads.subnet(one),
        metagraphReads.uids(one),
        metagraphReads.neurons(one),
        metagraphReads.identities(one),
        metagraphReads.relatives(one),
        metagraphReads.stakes(one),
      ),
    ],
  },
  {
    name: 'registration',
    needs: [...calling(calls.burnedRegister), ...reading(actionReads.registration(subject))],
  },
  {
    name: 'registration with a price limit',
    needs: [...calling(calls.registerLimit), ...requiring(actionReads.risingBurn(subject))],
  },
  { name: 'registrations counted by interval', needs: requiring(actionReads.interval(subject)) },
  { name: 'registration on root', needs: calling(calls.rootRegister) },
  {
    name: 'subnets',
    needs: [
      ...calling(calls.registerNetwork, calls.startCall),
      ...asking(apis.networkRegistrationCost()),
      ...reading(actionReads.newSubnet(subject), actionReads.subnets(one), actionReads.ownSubnets(one)),
      ...reading(actionReads.start(subject)),
    ],
  },
  {
    name: 'subnet identity',
    needs: [
      ...calling(calls.registerNetworkWithIdentity, calls.setSubnetIdentity),
      ...requiring(actionReads.identity(subject)),
    ],
  },
  { name: 'serving', needs: [...calling(calls.serveAxon), ...reading(actionReads.axon(subject))] },
  {
    name: 'serving with a certificate',
    needs: [...calling(calls.serveAxonTls), ...requiring(actionReads.certificate(subject))],
  },
  {
    name: 'commitments',
    needs: [
      ...calling(calls.setCommitment),
      ...reading(
        actionReads.commitment(subject),
        actionReads.commitmentSpace(subject),
        actionReads.revealedCommitments(subject),
      ),
    ],
  },
  { name: 'remarks', needs: calling(calls.remark) },
  {
    name: 'staking',
    needs: [
      ...calling(calls.addStakeLimit),
      ...asking(apis.simulateBuy(1, 0n), apis.stakeInfo(nobody, nobody, 1)),
      ...reading(actionReads.stake(subject)),
    ],
  },
  {
    name: 'removing stake',
    needs: [
      ...calling(calls.removeStakeLimit),
      ...asking(apis.simulateSale(1, 0n), apis.stakeInfo(nobody, nobody, 1)),
      ...reading(actionReads.stake(subject)),
    ],
  },
  {
    name: 'moving stake',
    needs: [
      ...calling(calls.moveStake),
      ...asking(apis.simulateSale(1, 0n), apis.stakesOf(nobody)),
      ...reading(actionReads.move({ from: subject, to: subject })),
    ],
  },
  { name: 'list of subnets', needs: asking(apis.subnets(), apis.alphaPrice(1)) },
  { name: 'prices of all subnets at once', needs: asking(apis.alphaPrices()) },
  { name: 'list of stakes', needs: asking(apis.stakesOf(nobody)) },
  {
    name: 'delegate take',
    needs: [...calling(calls.increaseTake, calls.decreaseTake), ...reading(actionReads.take(subject))],
  },
  { name: 'weights', needs: [...calling(calls.setWeights), ...reading(weightsReads.state(subject))] },
  { name: 'weights of a mechanism', needs: calling(calls.setMechanismWeights) },
  {
    name: 'salted weights',
    needs: [
      ...calling(calls.commitWeights, calls.revealWeights),
      ...requiring(weightsReads.salted(subject), { period: storage.RevealPeriodEpochs(1) }),
    ],
  },
  {
    name: 'salted weights of a mechanism',
    needs: calling(calls.commitMechanismWeights, calls.revealMechanismWeights),
  },
  {
    name: 'timelocked weights',
    needs: [
      ...calling(calls.commitTimelockedWeights),
      ...requiring(
        weightsReads.beacon(),
        weightsReads.timelocked({ ...subject, epoch: 0 }),
        weightsReads.pulse({ round: 1n }),
      ),
    ],
  },
  { name: 'timelocked weights of a mechanism', needs: calling(calls.commitTimelockedMechanismWeights) },
  { name: 'reveal rounds by stored epochs', needs: requiring(storedEpochs) },
  { name: 'weights timelocked as CRv3', needs: calling(calls.commitCrv3MechanismWeights) },
  {
    name: 'hyperparameters',
    needs: reading(
      hyperparameterReads.subnet(subject),
      hyperparameterReads.lastChanges(subject),
      hyperparameterReads.transactions({ netuid: 1, owner: nobody }),
    ),
  },
  { name: 'block time', needs: [{ kind: 'constant', name: 'Aura.SlotDuration', given: '' }] },
]

/** Everything of a runtime that is used here, as features: runtimes are checked against this one table. */
export const runtimeFeatures: readonly RuntimeFeature[] = [
  ...fixed,
  ...hyperparameterNames.map((name): RuntimeFeature => {
    const { call } = specOf(name)
    return {
      name: `hyperparameter ${name}`,
      needs: [
        ...requiring({ value: hyperparameterReads.value({ netuid: 1, name }) }),
        { kind: 'call', name: `${call.pallet}.${call.name}`, given: null },
      ],
    }
  }),
]
