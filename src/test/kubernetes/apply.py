"""Applies the manifests in files to an API server of Kubernetes that it starts on loopback, and ends.

Usage: apply.py APISERVER DIRECTORY FILE…

Each file gets a namespace that enforces the pod security standard "restricted". Every object must be
stored, with strict validation of its fields, without an error or a warning; a second application must
change nothing; and a pod of each template must be admitted. Then faulty objects must be refused,
so that these checks are known to be able to fail. No controller and no node runs: no pod is started.
"""

import copy
import json
import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request

import yaml

STRICT = "fieldValidation=Strict"


def parsed(body):
    """The JSON object, or one that has other text as its message."""
    try:
        return json.loads(body)
    except ValueError:
        return {"message": body.decode(errors="replace")}


class Api:
    def __init__(self, port):
        self.base = f"https://127.0.0.1:{port}"
        # The server makes its certificate itself when it starts.
        self.tls = ssl._create_unverified_context()

    def call(self, method, path, body=None, content="application/json"):
        """Answers with the status, the body and the warnings."""
        request = urllib.request.Request(
            self.base + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Bearer admin", "Content-Type": content},
        )
        try:
            with urllib.request.urlopen(request, context=self.tls, timeout=60) as answer:
                return answer.status, parsed(answer.read()), answer.headers.get_all("Warning") or []
        except urllib.error.HTTPError as refusal:
            return refusal.code, parsed(refusal.read()), []

    def resource(self, obj):
        """The path of objects of this kind, as the server names it."""
        version = obj["apiVersion"]
        root = "/api/v1" if version == "v1" else "/apis/" + version
        _, found, _ = self.call("GET", root)
        names = [r["name"] for r in found["resources"] if r["kind"] == obj["kind"] and "/" not in r["name"]]
        return root, names[0]

    def apply(self, namespace, obj):
        root, plural = self.resource(obj)
        path = f"{root}/namespaces/{namespace}/{plural}/{obj['metadata']['name']}"
        return self.call(
            "PATCH", f"{path}?fieldManager=test&force=true&{STRICT}", obj, "application/apply-patch+yaml"
        )

    def admit(self, namespace, pod):
        return self.call("POST", f"/api/v1/namespaces/{namespace}/pods?dryRun=All&{STRICT}", pod)

    def make_namespace(self, name):
        labels = {"pod-security.kubernetes.io/" + mode: "restricted" for mode in ("enforce", "warn")}
        body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}
        status, answer, _ = self.call("POST", "/api/v1/namespaces", body)
        assert status == 201, answer


def pod_of(workload):
    """The pod that a controller would make of a template, with empty volumes for its claims."""
    template = workload["spec"]["template"]
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {**template["metadata"], "name": workload["metadata"]["name"]},
        "spec": copy.deepcopy(template["spec"]),
    }
    for claim in workload["spec"].get("volumeClaimTemplates", []):
        pod["spec"].setdefault("volumes", []).append({"name": claim["metadata"]["name"], "emptyDir": {}})
    return pod


def wanted(obj):
    """An object without what the server counts and notes for itself."""
    own = ("resourceVersion", "managedFields")
    kept = {name: value for name, value in obj.get("metadata", {}).items() if name not in own}
    return {**obj, "metadata": kept}


def workloads(objects):
    return [o for o in objects if o["kind"] in ("Deployment", "StatefulSet")]


def faults(api, namespace, objects):
    """What the server refuses or warns of."""
    for obj in objects:
        what = f"{namespace}: {obj['kind']} {obj['metadata']['name']}"
        status, first, warnings = api.apply(namespace, obj)
        if status >= 300 or warnings:
            yield f"{what}: {status} {first.get('message', '')} {warnings}"
            continue
        _, second, _ = api.apply(namespace, obj)
        if wanted(second) != wanted(first):
            yield f"{what}: applied again, it changes"
    for workload in workloads(objects):
        status, answer, warnings = api.admit(namespace, pod_of(workload))
        if status >= 300 or warnings:
            yield f"{namespace}: a pod of {workload['metadata']['name']}: {status} {answer.get('message', '')} {warnings}"


def not_refused(api, namespace, objects):
    """Faulty objects that the server takes all the same."""
    for workload in workloads(objects):
        pod = pod_of(workload)
        del pod["spec"]["containers"][0]["securityContext"]
        status, answer, _ = api.admit(namespace, pod)
        if status != 403 or "restricted" not in answer.get("message", ""):
            yield f"{namespace}: a pod without a security context: {status} {answer.get('message', '')}"
        unknown = copy.deepcopy(workload)
        unknown["spec"]["replica"] = 3
        status, answer, _ = api.apply(namespace, unknown)
        if status < 400 or "replica" not in answer.get("message", ""):
            yield f"{namespace}: an unknown field: {status} {answer.get('message', '')}"
        other = copy.deepcopy(workload)
        other["spec"]["selector"]["matchLabels"] = {"app.kubernetes.io/name": "other"}
        other["metadata"]["name"] += "-other"
        status, answer, _ = api.apply(namespace, other)
        if status != 422:
            yield f"{namespace}: a selector that selects no pod of its own: {status} {answer.get('message', '')}"


def wait_until_ready(api, server):
    for _ in range(600):
        assert server.poll() is None, f"the API server ended with {server.returncode}"
        try:
            if api.call("GET", "/readyz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError("the API server is not ready")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def main(binary, directory, files):
    os.makedirs(directory, exist_ok=True)
    port = free_port()
    with open(os.path.join(directory, "log"), "w") as log:
        server = subprocess.Popen([binary, directory, str(port)], stdout=log, stderr=log)
    try:
        api = Api(port)
        wait_until_ready(api, server)
        print("Kubernetes", api.call("GET", "/version")[1]["gitVersion"])
        found = []
        for file in files:
            namespace = os.path.splitext(os.path.basename(file))[0]
            with open(file) as manifests:
                objects = list(yaml.safe_load_all(manifests))
            api.make_namespace(namespace)
            found += faults(api, namespace, objects)
            found += not_refused(api, namespace, objects)
            print(f"{namespace}: {len(objects)} objects and {len(workloads(objects))} templates applied")
        print("\n".join(found))
        return 1 if found else 0
    finally:
        server.kill()  # Nothing that it stored is needed.
        server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
