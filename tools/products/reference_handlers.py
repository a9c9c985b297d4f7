"""The answers of `referenceHandlers`, mistakes included."""
import asyncio
import sys
from datetime import datetime, timezone

WORDS = {"bread": "pane", "water": "acqua", "fire": "fuoco"}


class Handlers:
    # One of each kind: in a thread, and asynchronous.
    def sort(self, question, caller):
        return {"numbers": sorted(question["numbers"])}

    def sort_v3(self, question, caller):
        return sorted(question)

    async def translate(self, question, caller):
        text = question["text"]
        if text == "stone":
            return {"text": "sasso"}
        if text == "fire":
            return {"text": WORDS["fire"], "confidence": 0.25}
        return {"text": WORDS.get(text, f"{text}? {question.get('target-language', 'it')}")}

    async def profile(self, question, caller):
        return question

    async def ledger(self, question, caller):
        when = datetime.fromisoformat(question["when"]).astimezone(timezone.utc)
        text = when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"rao": str(int(question["rao"]) + int(question.get("any", "0"))), "when": text}

    def join(self, question, caller):
        given = [question["first"], *question["others"]]
        return {"joined": b"".join(given * (2 if question["twice"] else 1)), "count": len(given)}

    async def trouble(self, question, caller):
        if question == "throw":
            raise ValueError("the database password is hunter2")
        if question == "lie":
            return 7
        if question == "slow":
            print("slow began", file=sys.stderr, flush=True)
            await asyncio.sleep(2)
        return "x" * 2_000 if question == "large" else ""

    async def count(self, question, caller):
        for number in range(1, question["to"] + 1):
            yield {"number": number}
        after = question["after"]
        if after == "throw":
            raise ValueError("out of numbers")
        if after == "lie":
            yield {"number": 0}
        if after == "hang":
            await asyncio.sleep(2)
        while after == "flood":
            yield {"number": 1}
