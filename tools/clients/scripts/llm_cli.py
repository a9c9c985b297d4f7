"""The command llm, with its file of further models."""

import json
import os
import subprocess
import sys
import tempfile

from cases import greeting, key, model, person_schema, play, url

program = os.path.join(os.path.dirname(sys.executable), "llm")


def llm(home, *args):
    env = os.environ | {"LLM_USER_PATH": home}
    done = subprocess.run([program, *args], env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr[-400:]
    return done.stdout.strip()


with tempfile.TemporaryDirectory() as home:
    # JSON is YAML too.
    entry = {"model_id": "subnet", "model_name": model, "api_base": url, "api_key_name": "subnet", "supports_schema": True}
    with open(os.path.join(home, "extra-openai-models.yaml"), "w") as file:
        json.dump([entry], file)
    with open(os.path.join(home, "keys.json"), "w") as file:
        json.dump({"subnet": key}, file)

    def streamed():
        assert llm(home, "-m", "subnet", "Hi") == greeting

    def at_once():
        assert llm(home, "-m", "subnet", "--no-stream", "Hi") == greeting

    def schema():
        said = llm(home, "-m", "subnet", "--schema", json.dumps(person_schema), "Who is Ada?")
        assert json.loads(said) == {"name": "Ada", "age": 36}

    def usage():
        (last,) = json.loads(llm(home, "logs", "-n", "1", "--json"))
        assert last["output_tokens"] > 0

    play("streamed", streamed)
    play("at once", at_once)
    play("schema", schema)
    play("usage in the log", usage)
