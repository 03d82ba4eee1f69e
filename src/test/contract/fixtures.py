"""Makes what schemathesis cannot make up: a job that has ended, a worker, an attempt that it holds.

Usage: fixtures.py URL. Prints lines for a shell: ENDED_JOB, WORKER_ID, WORKER_TOKEN, HELD_JOB, LEASE.
"""

import json
import sys
import urllib.request


def call(method, url, body=None, token=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, method=method)
    if token:
        request.add_header("Authorization", "Bearer " + token)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def main(base):
    ended = json.loads(call("POST", base + "/v1/jobs", {"operation": "hive_list"}))
    stream = call("GET", base + ended["sse_url"]).decode()
    assert stream.rstrip().endswith("data: [DONE]"), stream

    worker = json.loads(call("POST", base + "/v1/workers", {
        "worker_id": "contract", "hostname": "contract", "cpu_count": 2, "ram_total_mb": 1024,
        "max_parallel": 1, "labels": {"only": "contract"}, "capabilities": ["exec"]}))
    held = json.loads(call("POST", base + "/v1/jobs", {
        "operation": "exec", "command": "true", "start": True,
        "requirements": {"labels": {"only": "contract"}}}))
    url = f"{base}/v1/workers/{worker['worker_id']}/poll?wait=20s"
    reply = json.loads(call("POST", url, {"running": []}, worker["token"]))
    lease = reply["assignments"][0]["lease"]

    print("ENDED_JOB=" + ended["job_id"])
    print("WORKER_ID=" + worker["worker_id"])
    print("WORKER_TOKEN=" + worker["token"])
    print("HELD_JOB=" + held["job_id"])
    print("LEASE=" + lease)


main(sys.argv[1])
