import type { Json } from '../schema-node.js'

/** Address of the examples: from the range for documentation. */
const endpoint = { host: '203.0.113.5', port: 8_091 }

/** A program that asks one question with our client. */
export const typescriptExample = (synapse: string, input: Json): string =>
  `import { createMinerClient } from 'subnetkit/miner'
import { createKeypair } from 'subnetkit/wallet'
import subnet from './subnet.js'

await using client = createMinerClient(subnet, { keypair: createKeypair(process.env.SECRET ?? '') })
const miner = { host: '${endpoint.host}', port: ${endpoint.port}, hotkey: process.env.MINER ?? '' }
console.log(JSON.stringify(await client.query(miner, '${synapse}', ${JSON.stringify(input, null, 2)})))`

/** The same without any of our packages. */
export const pythonExample = (
  synapse: string,
  input: Json,
): string => `import hashlib, json, os, time, urllib.error, urllib.request
import sr25519  # pip install py-sr25519-bindings

URL = os.environ.get("URL", "http://${endpoint.host}:${endpoint.port}")
MINER = os.environ["MINER"]  # SS58 address of the hotkey of the miner
PAIR = sr25519.pair_from_seed(bytes.fromhex(os.environ["SEED"]))  # 32 bytes of the own hotkey's seed


def address(public_key: bytes) -> str:
    data = b"\\x2a" + public_key
    data += hashlib.blake2b(b"SS58PRE" + data).digest()[:2]
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[digit] + text
    return text


def call(synapse: str, question: object) -> object:
    body, nonce, sender = json.dumps(question).encode(), str(time.time_ns()), address(PAIR[0])
    digest = hashlib.sha256(body).hexdigest()
    lines = ["btauth/1", "sr25519", "POST", f"/{synapse}", digest, nonce, sender, MINER]
    headers = {
        "Content-Type": "application/json",
        "X-Bittensor-Version": "1",
        "X-Bittensor-Hotkey": sender,
        "X-Bittensor-Nonce": nonce,
        "X-Bittensor-Receiver": MINER,
        "X-Bittensor-Signature": "0x" + sr25519.sign(PAIR, "\\n".join(lines).encode()).hex(),
    }
    request = urllib.request.Request(f"{URL}/{synapse}", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["result"]["data"]
    except urllib.error.HTTPError as refusal:
        return json.load(refusal)["error"]["data"]["subnetkit"]


print(json.dumps(call(${JSON.stringify(synapse)}, json.loads(r"""${JSON.stringify(input).replaceAll('"""', '\\"\\"\\"')}"""))))`

/** The request as curl sends it; the headers come from a program that signs. */
export const curlExample = (
  synapse: string,
  input: Json,
): string => `curl --fail-with-body http://${endpoint.host}:${endpoint.port}/${synapse} \\
  -H 'Content-Type: application/json' \\
  -H 'X-Bittensor-Version: 1' \\
  -H "X-Bittensor-Hotkey: $HOTKEY" \\
  -H "X-Bittensor-Nonce: $NONCE" \\
  -H "X-Bittensor-Receiver: $MINER" \\
  -H "X-Bittensor-Signature: $SIGNATURE" \\
  --data-binary '${JSON.stringify(input).replaceAll("'", "'\\''")}'`
