"""An axon of the SDK 10 with one synapse. Serves until its input ends. Argument: folder for its wallet."""

import json
import socket
import sys
import time
from typing import ClassVar, Optional, Tuple

import bittensor as bt
from bittensor_wallet import Keypair


class Echo(bt.Synapse):
    text: str
    answer: Optional[str] = None
    required_hash_fields: ClassVar[Tuple[str, ...]] = ("text",)


def echo(synapse: Echo) -> Echo:
    synapse.answer = synapse.text
    return synapse


BOB = Keypair.create_from_uri("//Bob")
wallet = bt.Wallet(name="bob", hotkey="hot", path=sys.argv[1])
wallet.set_hotkey(BOB, encrypt=False, overwrite=True)
wallet.set_coldkeypub(BOB, encrypt=False, overwrite=True)
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
axon = bt.Axon(wallet=wallet, port=port, ip="127.0.0.1", external_ip="127.0.0.1", external_port=port)
axon.attach(echo).start()
for _ in range(100):  # it listens in a thread of its own
    with socket.socket() as knock:
        if knock.connect_ex(("127.0.0.1", port)) == 0:
            break
    time.sleep(0.1)
print(json.dumps({"port": port}), flush=True)
sys.stdin.read()
axon.stop()
