"""Reads with an official SDK what was set by another client. Argument: endpoint, netuid. Prints one JSON object."""

import json
import sys

import bittensor as bt

URL, NETUID = sys.argv[1], int(sys.argv[2])

subtensor = bt.Subtensor(network=URL)
graph = subtensor.metagraph(NETUID)
print(
    json.dumps(
        {
            "weights": [[uid, [list(pair) for pair in row]] for uid, row in subtensor.weights(NETUID)],
            "sealed": [
                [hotkey, block, commit if isinstance(commit, str) else bytes(commit).hex(), reveal]
                for hotkey, block, commit, reveal in subtensor.get_timelocked_weight_commits(NETUID)
            ],
            "neurons": [
                {
                    "uid": int(uid),
                    "hotkey": hotkey,
                    "coldkey": coldkey,
                    "permit": bool(permit),
                    "stake": bt.Balance.from_tao(float(stake)).rao,
                    "axon": None if axon.ip == "0.0.0.0" else f"{axon.ip}:{axon.port}",
                }
                for uid, hotkey, coldkey, permit, stake, axon in zip(
                    graph.uids, graph.hotkeys, graph.coldkeys, graph.validator_permit, graph.S, graph.axons
                )
            ],
        }
    )
)
