"""Reads with an official SDK what our commands set. Arguments: endpoint, netuid, hotkey, coldkey. Prints one JSON object."""

import json
import sys

import bittensor as bt

URL, NETUID, HOTKEY, COLDKEY = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]

subtensor = bt.Subtensor(network=URL)
certificate = subtensor.get_neuron_certificate(HOTKEY, NETUID)
parameters = subtensor.get_subnet_hyperparameters(NETUID)
identity = subtensor.subnet(NETUID).subnet_identity
# get_revealed_commitment_by_hotkey takes the value for hex, which its own codec does not give for readable text.
revealed = subtensor.query_module("Commitments", "RevealedCommitments", params=[NETUID, HOTKEY]).value_serialized
axon = next(a for a in subtensor.metagraph(NETUID).axons if a.hotkey == HOTKEY)
print(
    json.dumps(
        {
            "uid": subtensor.get_uid_for_hotkey_on_subnet(HOTKEY, NETUID),
            "active": bool(subtensor.is_subnet_active(NETUID)),
            "take": subtensor.get_delegate_take(HOTKEY),
            "stake": subtensor.get_stake(coldkey_ss58=COLDKEY, hotkey_ss58=HOTKEY, netuid=NETUID).rao,
            "commitment": subtensor.get_all_commitments(NETUID).get(HOTKEY),
            "revealed": [text for text, _ in revealed] if revealed else [],
            "certificate": None if certificate is None else str(certificate),
            "axon": [axon.ip, axon.port, axon.ip_type, axon.protocol, axon.version],
            "identity": None if identity is None else [identity.subnet_name, identity.subnet_url],
            "hyperparameters": {
                "immunityPeriod": parameters.immunity_period,
                "servingRateLimit": parameters.serving_rate_limit,
                "revealPeriod": parameters.commit_reveal_period,
                "commitReveal": parameters.commit_reveal_weights_enabled,
                "tempo": parameters.tempo,
                "minBurn": parameters.min_burn,
                "maxBurn": parameters.max_burn,
                "liquidAlpha": parameters.liquid_alpha_enabled,
                "alphaValues": [parameters.alpha_low, parameters.alpha_high],
            },
        }
    )
)
