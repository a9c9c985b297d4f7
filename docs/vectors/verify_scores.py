"""Checks a file of scores/1 by docs/receipts.md, with nothing but the standard library.

Not checked: the signatures (sr25519) of validator and miners, and what the chain holds; the roots to look for there are printed.
Usage: python3 verify_scores.py receipts.jsonl
"""

import hashlib
import json
import sys


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf(text):
    return sha256(b"\0" + text.encode())


def tree(hashes):
    while len(hashes) > 1:
        pairs = [hashes[at : at + 2] for at in range(0, len(hashes), 2)]
        hashes = [sha256(b"\1" + pair[0] + pair[1]) if len(pair) == 2 else pair[0] for pair in pairs]
    return hashes[0]


def climb(hashed, index, count, path):
    path = [bytes.fromhex(one) for one in path]
    while count > 1:
        if index ^ 1 < count:
            sibling = path.pop(0)
            hashed = sha256(b"\1" + sibling + hashed) if index & 1 else sha256(b"\1" + hashed + sibling)
        index, count = index >> 1, (count + 1) >> 1
    if path:
        raise SystemExit("the path is too long")
    return hashed


def need(holds, at, detail):
    if not holds:
        raise SystemExit(f"line {at}: {detail}")


def order(value):
    record = value["record"]
    texts = [record["miner"]["hotkey"], record["task"]["id"]]
    # UTF-16 units, so that characters beyond the first plane come where JavaScript has them.
    return [record["miner"]["uid"]] + [text.encode("utf-16-be", "surrogatepass") for text in texts]


def check(at, head, observed, records):
    claims = records[0][1]["record"]
    if observed:
        need(claims.get("observed") == observed, at + 1, "the records name another observation")
    length, closes = claims["roundBlocks"], head["round"] + 2 * claims["roundBlocks"]
    need(length > 0 and head["round"] % length == 0, at, "the round is not a multiple of its length")
    need(claims["drawnAs"] == head["round"], at, "the tasks were drawn under another number")
    need((claims["commitBlock"] or 0) < closes, at, "the secret came after the round had closed")
    places = [order(value) for _, value in records]
    need(all(one < two for one, two in zip(places, places[1:])), at, "the records are out of order")
    leaves = [leaf("scores/1 record\n" + record["hash"]) for _, record in records]
    for (line, record), hashed in zip(records, leaves):
        if "place" in record:
            root = climb(hashed, record["place"]["index"], head["count"], record["place"]["path"])
            need(root.hex() == head["root"], line, "the path does not lead to the root")
        if head["secret"]:
            secret = sha256(bytes.fromhex(head["secret"])).hex()
            need(secret == record["record"]["commitment"], line, "the secret is another one")
    batches = {}
    for line, record in records:
        if "proof" in record:
            proof, own = record["proof"], record["record"]
            names = [own["validator"], own["miner"]["hotkey"], own["request"], own["body"]]
            fields = ["caller", "miner", "request", "body"]
            need([proof[field] for field in fields] == names, line, "the receipt is that of another answer")
            answer = [str(proof[field]) for field in ["caller", "miner", "request", "status", "body", "time"]]
            hashed = leaf("\n".join(["receipts/1 answer"] + answer))
            root = climb(hashed, proof["index"], proof["count"], proof["path"])
            # What the miner signed is this root, with count, start and end.
            known = batches.setdefault(proof["signature"], root)
            need(root == known, line, "the receipts of a batch have different roots")
    proofs = sum("proof" in record for _, record in records)
    if "place" not in records[0][1]:
        need(len(records) == head["count"] and tree(leaves).hex() == head["root"], at, "the root is another one")
    fields = ["validator", "genesis", "netuid", "mechanism", "round", "count", "root"]
    statement = "\n".join(["scores/1 round"] + [str(head[field]) for field in fields])
    chain = head["chain"]
    where = "not on chain yet"
    if chain:
        root = climb(leaf(statement), chain["index"], chain["count"], chain["path"]).hex()
        where = f"root on chain {root} through round {chain['through']} in block {chain['block']}"
    drawn = f"tasks drawn with {observed[:8]}, " if observed else ""
    print(f"round {head['round']}: {len(records)} records, {proofs} proofs, {drawn}{where}")


def main(lines):
    rounds = []
    for at, line in enumerate(lines, 1):
        value = json.loads(line)
        if value["kind"] == "round":
            rounds.append([at, value, None, []])
            continue
        # Keys are sorted, so the record or the observation is the end of its line, in the bytes that were hashed.
        key = '"record":' if value["kind"] == "record" else '"value":'
        text = line.rstrip("\n")[line.index(key) + len(key) : -1]
        need(sha256(text.encode()).hex() == value["hash"], at, f"the hash is that of another {value['kind']}")
        if value["kind"] == "record":
            rounds[-1][3].append((at, value))
        else:
            need(rounds[-1][2:] == [None, []], at, "an observation comes once, just after its round")
            rounds[-1][2] = value["hash"]
    for one in rounds:
        check(*one)


main(sys.stdin if sys.argv[1] == "-" else open(sys.argv[1], encoding="utf8"))
