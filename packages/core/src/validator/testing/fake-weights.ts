import type {
  BlockRef,
  Inclusion,
  SignedExtrinsic,
  WeightRow,
  WeightsChain,
  WeightsState,
  WeightsSubject,
  WeightsVector,
} from '@subnetkit/chain'

/** Host interface of the fake: the state that it reads and the calls that it receives. */
export interface FakeWeightsHost {
  readonly subject: WeightsSubject
  ref(number?: number): BlockRef
  onHead(listener: (block: BlockRef) => void): () => void
  state(): Partial<WeightsState>
  /** Takes the weights into a new block. May throw before or after. */
  set(vector: WeightsVector): Promise<BlockRef>
}

/** Weights in memory, set in the open: what is handed over is in the next block. */
export function createFakeWeights({ subject, ...host }: FakeWeightsHost): WeightsChain {
  const landed = new Map<string, BlockRef>()
  let row: WeightRow = []
  let nonce = 0

  const inclusion = (signed: SignedExtrinsic): Inclusion | null => {
    const block = landed.get(signed.hash)
    return block ? { ...block, index: 0, events: [], refusal: null } : null
  }
  async function broadcast(signed: SignedExtrinsic): Promise<void> {
    // A process that was killed since has only the bytes.
    const vector = vectorOf(signed.bytes)
    if (landed.has(signed.hash)) return
    // It may be in the block though the answer is lost.
    landed.set(signed.hash, host.ref(host.ref().number + 1))
    const before = host.ref().number
    try {
      await host.set(vector)
    } finally {
      if (host.ref().number === before) landed.delete(signed.hash)
      else row = vector.uids.map((uid, at) => [uid, vector.values[at]!])
    }
  }
  return {
    subject,
    genesis: '0xfake',
    inclusionDeadlineMs: 60_000,
    async state(at) {
      return {
        ...subject,
        block: at ?? host.ref(),
        timestamp: 0,
        subnetExists: true,
        mechanismCount: subject.mechanism + 1,
        uid: null,
        ownerHotkey: 'owner',
        burn: 1n,
        neurons: 0,
        stake: 0n,
        stakeThreshold: 0n,
        permit: false,
        maxValidators: 64,
        versionKey: 0n,
        rateLimit: 0,
        lastUpdate: 0,
        minAllowedWeights: 1,
        maxWeightsLimit: 65_535,
        commitReveal: false,
        revealPeriod: 1,
        commitVersion: 4,
        epochs: { kind: 'derived', tempo: 360 },
        freezeWindow: null,
        saltedCommits: [],
        timelockedCommits: [],
        beacon: null,
        calls: ['set_weights', 'set_mechanism_weights'],
        specVersion: 1,
        ...host.state(),
      }
    },
    blockTimeMs: async () => 12_000,
    ownRow: async () => ({ uid: host.state().uid ?? 0, row }),
    timelockedCommits: async () => [],
    timelockedEpochs: async () => [],
    revealedIn: async () => false,
    hasPulse: async () => false,
    blockAt: async (number) => host.ref(number),
    onHead: host.onHead,
    turn: (work) => work(),
    async sign({ call, args }) {
      // After the netuid, and the mechanism in the call that names it.
      const [uids, values, versionKey] = args.slice(-3) as [number[], number[], bigint]
      const hash = `0x${(++nonce).toString(16).padStart(64, '0')}` as const
      const { number } = host.ref()
      return {
        call: `SubtensorModule.${call}`,
        bytes: bytesOf({ uids, values, versionKey }),
        hash,
        signer: subject.hotkey,
        nonce,
        birthBlock: number,
        lastBlock: number + 64,
        specVersion: 1,
      }
    },
    broadcast,
    async track(signed) {
      await broadcast(signed)
      return inclusion(signed)!
    },
    isFinal: async () => true,
  }
}

const bytesOf = ({ versionKey, ...vector }: WeightsVector): `0x${string}` =>
  `0x${Buffer.from(JSON.stringify({ ...vector, versionKey: String(versionKey) })).toString('hex')}`

function vectorOf(bytes: string): WeightsVector {
  const { versionKey, ...vector } = JSON.parse(Buffer.from(bytes.slice(2), 'hex').toString())
  return { ...vector, versionKey: BigInt(versionKey) }
}
