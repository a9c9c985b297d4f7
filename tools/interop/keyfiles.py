"""Keyfiles of the official wallets: reads what subnetkit wrote, then writes what it shall read.

Prints one JSON object a step. Arguments: wallet folder, JSON with what is expected.
"""

import ctypes
import json
import os
import sys

try:
    from bittensor_wallet import Keypair, Wallet

    TEXT_SEED = (b"A" * 32).hex()
except ImportError:
    from bittensor.keyfiles import Keypair
    from bittensor.wallet import Wallet

    TEXT_SEED = b"A" * 32

WALLETS, EXPECTED = sys.argv[1], json.loads(sys.argv[2])
PASSWORD, MESSAGE = EXPECTED["password"], EXPECTED["message"].encode()
ED25519 = 0


def step(name, work):
    try:
        work()
        print(json.dumps({"step": name}), flush=True)
    except BaseException as error:  # panics of the Rust parts, too: every failure is a line of the report
        problem = f"{type(error).__name__}: {error}"
        print(json.dumps({"step": name, "problem": " ".join(problem.split())[:400]}), flush=True)


def equal(actual, expected):
    assert actual == expected, f"{actual} instead of {expected}"


def wallet(name, hotkey="default"):
    return Wallet(name=name, hotkey=hotkey, path=WALLETS)


def opens(keypair, expected):
    equal(keypair.ss58_address, expected["address"])
    # The signature of subnetkit verifies, and the key that was read is the one which made it.
    assert keypair.verify(MESSAGE, bytes.fromhex(expected["signature"])), "the signature does not verify"
    assert keypair.verify(MESSAGE, keypair.sign(MESSAGE)), "its own signature does not verify"


def ours_coldkey():
    opens(wallet("ours").coldkey_file.get_keypair(PASSWORD), EXPECTED["coldkey"])


def ours_wrong_password():
    try:
        wallet("ours").coldkey_file.get_keypair(PASSWORD + "x")
    except BaseException:
        return
    raise AssertionError("a wrong password opened it")


def ours_by_environment():
    os.environ.update(EXPECTED["environment"])
    opens(wallet("ours").coldkey_file.get_keypair(), EXPECTED["coldkey"])


def ours_public():
    equal(wallet("ours", "hot").coldkeypub_file.get_keypair().ss58_address, EXPECTED["coldkey"]["address"])
    equal(wallet("ours", "hot").hotkeypub_file.get_keypair().ss58_address, EXPECTED["hotkeys"]["hot"]["address"])


step("opens our encrypted coldkey", ours_coldkey)
step("refuses a wrong password for it", ours_wrong_password)
step("opens it by our variable", ours_by_environment)
step("reads our public files", ours_public)
for hotkey, key in EXPECTED["hotkeys"].items():
    step(f"reads our hotkey {hotkey}", lambda: opens(wallet("ours", hotkey).hotkey_file.get_keypair(), key))

made = {}


def note(kind, keypair):
    signature = keypair.sign(MESSAGE)
    text = signature if isinstance(signature, str) else bytes(signature).hex()
    made[kind] = {"address": keypair.ss58_address, "signature": text.removeprefix("0x")}


def writes_wallet():
    theirs = wallet("theirs", "hot")
    theirs.create_new_coldkey(use_password=True, coldkey_password=PASSWORD, overwrite=True, suppress=True)
    theirs.create_new_hotkey(use_password=False, overwrite=True, suppress=True)
    note("coldkey", theirs.coldkey_file.get_keypair(PASSWORD))
    note("hot", theirs.hotkey_file.get_keypair())


def writes_hotkey(name, keypair):
    theirs = wallet("theirs", name)
    theirs.hotkey_file.set_keypair(keypair, encrypt=False, overwrite=True)
    note(name, keypair)


def writes_variable():
    file = wallet("theirs").coldkey_file
    file.save_password_to_env(PASSWORD)
    name = file.env_var_name()
    # Set by Rust, past the copy of the environment that Python made when it started.
    getenv = ctypes.CDLL(None).getenv
    getenv.restype = ctypes.c_char_p
    value = getenv(name.encode())
    assert value, f"{name} is not set"
    made["environment"] = {name: value.decode()}


step("writes an encrypted coldkey and a hotkey", writes_wallet)
step("writes a hotkey of a path", lambda: writes_hotkey("path", Keypair.create_from_uri("//Alice//hot")))
step("writes a hotkey of a seed that is text", lambda: writes_hotkey("text", Keypair.create_from_seed(TEXT_SEED)))
step(
    "writes an ed25519 hotkey",
    lambda: writes_hotkey("edwards", Keypair.create_from_mnemonic(Keypair.generate_mnemonic(12), ED25519)),
)
step("writes a password variable", writes_variable)
with open(os.path.join(WALLETS, "made.json"), "w") as file:
    json.dump(made, file)
