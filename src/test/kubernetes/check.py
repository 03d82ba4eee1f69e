"""Checks what schemas cannot say of the manifests in a file: selectors, images and rights."""

import sys

import yaml

NAME = "app.kubernetes.io/name"
COMPONENT = "app.kubernetes.io/component"


def pods(objects):
    return {o["metadata"]["name"]: o["spec"]["template"] for o in objects if o["kind"] == "Deployment"}


def selectors(obj):
    """The selectors of pods in an object."""
    spec = obj.get("spec", {})
    if obj["kind"] == "Service":
        yield spec["selector"]
    if obj["kind"] == "NetworkPolicy":
        yield spec["podSelector"]["matchLabels"]
        for rule in spec.get("egress", []):
            for peer in rule.get("to", []):
                if "podSelector" in peer:
                    yield peer["podSelector"]["matchLabels"]
    if obj["kind"] in ("PodDisruptionBudget", "Deployment"):
        yield spec["selector"]["matchLabels"]


def faults(objects):
    templates = pods(objects)
    for obj in objects:
        name = obj["kind"] + " " + obj["metadata"]["name"]
        if obj["metadata"].get("labels", {}).get(NAME) != "sluice":
            yield name + " lacks the label " + NAME
        for selector in selectors(obj):
            if not any(selector.items() <= t["metadata"]["labels"].items() for t in templates.values()):
                yield name + " selects no pod: " + str(selector)
    for name, template in templates.items():
        pod = template["spec"]
        if pod.get("automountServiceAccountToken") is not False:
            yield name + " gets a token of Kubernetes"
        if not pod["securityContext"].get("runAsNonRoot"):
            yield name + " may run as root"
        if COMPONENT not in template["metadata"]["labels"]:
            yield name + " lacks the label " + COMPONENT
        for container in pod["containers"]:
            for probe in ("livenessProbe", "readinessProbe"):
                if probe not in container:
                    yield name + " lacks a " + probe
            image = container["image"]
            if ":" not in image.rsplit("/", 1)[-1] or image.endswith(":latest"):
                yield name + " has an image that is not pinned: " + image
            rights = container["securityContext"]
            if rights["capabilities"]["drop"] != ["ALL"] or rights["allowPrivilegeEscalation"]:
                yield name + " keeps rights that it does not need"
            known = {v["name"] for v in pod["volumes"]}
            for mount in container["volumeMounts"]:
                if mount["name"] not in known:
                    yield name + " mounts an unknown volume: " + mount["name"]


def main(path):
    with open(path, encoding="utf-8") as file:
        objects = [o for o in yaml.safe_load_all(file) if o]
    found = list(faults(objects))
    for fault in found:
        print(path + ": " + fault)
    print("%s: %d objects, %d faults" % (path, len(objects), len(found)))
    return 1 if found or not objects else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
