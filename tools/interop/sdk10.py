"""The Python SDK 10 against a devnet: prints one JSON object a step. Arguments: endpoint, wallet folder."""

import json
import sys

import bittensor as bt
import websockets.sync.client as ws
from bittensor_wallet import Keypair

URL, WALLETS = sys.argv[1], sys.argv[2]
NETUID = 2
SALT = [1, 2, 3, 4, 5, 6, 7, 8]

subtensor = bt.Subtensor(network=URL)


def mine(blocks):
    with ws.connect(URL) as socket:
        socket.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "dev_mine", "params": [blocks]}))
        assert "result" in json.loads(socket.recv())


def wallet(hotkey):
    made = bt.Wallet(name="alice", hotkey=hotkey, path=WALLETS)
    alice = Keypair.create_from_uri("//Alice")
    made.set_coldkey(alice, encrypt=False, overwrite=True)
    made.set_coldkeypub(alice, encrypt=False, overwrite=True)
    made.set_hotkey(Keypair.create_from_uri(f"//Alice//{hotkey}"), encrypt=False, overwrite=True)
    return made


def step(name, work):
    try:
        work()
        print(json.dumps({"step": name}), flush=True)
    except Exception as error:  # every failure is a line of the report
        problem = f"{type(error).__name__}: {error}"
        print(json.dumps({"step": name, "problem": " ".join(problem.split())[:400]}), flush=True)


def done(response):
    assert response.success, response.message


def equal(actual, expected):
    assert actual == expected, f"{actual} instead of {expected}"


owner, validator = wallet("hot"), wallet("val")


def stake():
    amount = bt.Balance.from_tao(10)
    hotkey = owner.hotkey.ss58_address
    done(subtensor.add_stake(wallet=owner, netuid=NETUID, hotkey_ss58=hotkey, amount=amount))
    assert subtensor.get_stake(owner.coldkeypub.ss58_address, hotkey, NETUID).rao > 0


def serve():
    axon = bt.Axon(wallet=validator, port=8091, external_ip="127.0.0.1", external_port=8091)
    done(subtensor.serve_axon(NETUID, axon))
    equal(subtensor.metagraph(NETUID).axons[1].port, 8091)


def commit_and_reveal():
    mine(400)
    vector = {"uids": [0], "weights": [65535], "salt": SALT}
    done(subtensor.commit_weights(owner, NETUID, **vector))
    mine(360)
    done(subtensor.reveal_weights(owner, NETUID, **vector))
    equal(dict(subtensor.weights(NETUID))[0], [(0, 65535)])


def allow_plain_weights():
    call = subtensor.substrate.compose_call(
        "AdminUtils", "sudo_set_commit_reveal_weights_enabled", {"netuid": NETUID, "enabled": False}
    )
    sudo = subtensor.substrate.compose_call("Sudo", "sudo", {"call": call})
    done(subtensor.sign_and_send_extrinsic(sudo, owner, sign_with="coldkey"))
    equal(subtensor.commit_reveal_enabled(NETUID), False)


def set_weights():
    mine(101)
    before = subtensor.blocks_since_last_update(NETUID, 0)
    done(subtensor.set_weights(owner, NETUID, [0], [1.0]))
    assert subtensor.blocks_since_last_update(NETUID, 0) < before


def sync_metagraph():
    graph = subtensor.metagraph(NETUID)
    graph.sync(subtensor=subtensor)
    equal(graph.hotkeys, [owner.hotkey.ss58_address, validator.hotkey.ss58_address])
    assert graph.S[0] > 0


step("register subnet", lambda: done(subtensor.register_subnet(owner)))
step("start call", lambda: done(subtensor.start_call(owner, NETUID)))
step("register", lambda: done(subtensor.burned_register(validator, NETUID)))
step("stake", stake)
step("metagraph sync", sync_metagraph)
step("metagraph info", lambda: equal(subtensor.get_metagraph_info(NETUID).num_uids, 2))
step("neurons", lambda: equal(len(subtensor.neurons(NETUID)), 2))
step("neurons lite", lambda: equal(len(subtensor.neurons_lite(NETUID)), 2))
step("hyperparameters", lambda: equal(subtensor.get_subnet_hyperparameters(NETUID).tempo, 360))
step("dynamic info", lambda: equal(subtensor.subnet(NETUID).netuid, NETUID))
step("all subnets", lambda: equal(len(subtensor.all_subnets()), 3))
step("serve axon", serve)
step("commit and reveal", commit_and_reveal)
step("sudo", allow_plain_weights)
step("set weights", set_weights)
