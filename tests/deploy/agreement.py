"""Whether compose, the cluster's manifests and the table of variables agree with the code.

Usage: agreement.py [RENDERED_MANIFESTS]. Prints each disagreement; exits 1 when there is any.
"""

import os
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
USED = re.compile(r'"(KONTOR_[A-Z_]+)"')
# Read by tests only, and by nothing that an operator starts.
TESTS_ONLY = {"KONTOR_IT_CHILD_BASE", "KONTOR_TEST_ADMIN_URL"}

mistakes = []


def must(holds, text):
    if not holds:
        mistakes.append(text)


def production_code():
    for folder in ("crates", "services"):
        for path in sorted((ROOT / folder).rglob("src/**/*.rs")):
            if path.name != "tests.rs" and "tests" not in path.relative_to(ROOT).parts:
                lines = path.read_text().split("#[cfg(test)]")[0].splitlines()
                yield "\n".join(line for line in lines if not line.lstrip().startswith("//"))


def house():
    """Names of all services, in the order they start."""
    text = (ROOT / "crates/kontor/src/house.rs").read_text()
    return re.findall(r'"(\w+)"', re.search(r"SERVICES: &\[&str\] =\s*&\[(.*?)\]", text, re.S).group(1))


def peers(service):
    text = (ROOT / f"services/{service}/src/lib.rs").read_text()
    named = re.search(r"const PEERS: &'static \[&'static str\] = (&\[.*?\]|\w+);", text, re.S).group(1)
    if not named.startswith("&"):
        named = re.search(rf"const {named}: &\[&str\] = (&\[.*?\]);", text, re.S).group(1)
    return set(re.findall(r'"(\w+)"', named))


def has_schema(service):
    return (ROOT / f"services/{service}/migrations").is_dir()


def expected(service):
    """Variables without a default that `serve` of a service reads, as files where they are secrets."""
    names = {"KONTOR_CONTEXT_KEY_FILE", "KONTOR_KEYRING_FILE", "KONTOR_PAGE_KEY_FILE"}
    names |= {f"KONTOR_PEER_{peer.upper()}" for peer in peers(service)}
    if has_schema(service):
        names |= {"KONTOR_DATABASE_URL", "KONTOR_DATABASE_PASSWORD_FILE"}
    return names


def known(variables, name):
    base = name.removesuffix("_FILE")
    return base in variables or (base.startswith("KONTOR_PEER_") and base[12:].lower() in house())


def table(variables):
    text = (ROOT / "docs/operations/configuration.md").read_text()
    documented = set(re.findall(r"^\| `(KONTOR_[A-Z_]+)", text, re.M))
    for name in sorted(variables - documented):
        mistakes.append(f"{name} is read by the code and not in docs/operations/configuration.md")
    for name in sorted(documented - variables):
        mistakes.append(f"{name} is in docs/operations/configuration.md and read by no code")


def compose(variables):
    text = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    services = text["services"]
    for name in house():
        if name not in services:
            mistakes.append(f"compose does not start {name}")
            continue
        environment = services[name]["environment"]
        must(expected(name) <= environment.keys(), f"compose: {name} lacks {expected(name) - environment.keys()}")
        for key in environment:
            must(known(variables, key), f"compose: {name} sets {key}, which no code reads")
        named_peers = {k for k in environment if k.startswith("KONTOR_PEER_")}
        must(named_peers <= expected(name), f"compose: {name} is told of {named_peers - expected(name)}, which it never asks")
        must((f"migrate-{name}" in services) == has_schema(name), f"compose: migrate-{name} is missing or in vain")
        must(services[name].get("restart") == "unless-stopped", f"compose: {name} does not come back")
    for name, service in services.items():
        secrets = {v.split(":")[0] for v in service.get("volumes", []) if v.startswith("secrets")}
        own = {f"secrets-{name.removeprefix('migrate-')}"}
        must(name == "keys" or secrets <= own, f"compose: {name} reads secrets of another: {secrets - own}")
        must(service.get("read_only") is True, f"compose: the root of {name} can be written")
        must(service.get("cap_drop") == ["ALL"], f"compose: {name} keeps capabilities")
        must("no-new-privileges:true" in service.get("security_opt", []), f"compose: {name} may gain privileges")
        must("mem_limit" in service and "pids_limit" in service, f"compose: {name} has no limits")
        ports = service.get("ports", [])
        must(not ports or name == "gateway", f"compose: {name} publishes a port")
        must(all(p.startswith("127.0.0.1:") for p in ports), f"compose: {name} is reached from other machines")


def cluster(path):
    resources = [r for r in yaml.safe_load_all(path.read_text()) if r]
    kinds = {(r["kind"], r["metadata"]["name"]): r for r in resources}
    maps = {r["metadata"]["name"]: r.get("data", {}) for r in resources if r["kind"] == "ConfigMap"}
    for name in house():
        deployment = kinds.get(("Deployment", f"kontor-{name}"))
        if deployment is None:
            mistakes.append(f"cluster: {name} is not deployed")
            continue
        pod = deployment["spec"]["template"]
        container = pod["spec"]["containers"][0]
        must(container["image"].startswith(f"kontor/{name}:"), f"cluster: {name} runs {container['image']}")
        names = {e["name"] for e in container["env"]}
        for source in container["envFrom"]:
            names |= maps[source["configMapRef"]["name"]].keys()
        must(expected(name) <= names, f"cluster: {name} lacks {expected(name) - names}")
        asks = {k.removeprefix("kontor/asks-") for k in pod["metadata"]["labels"] if k.startswith("kontor/asks-")}
        must(asks == peers(name), f"cluster: policies let {name} ask {asks}, the code asks {peers(name)}")
        for peer in asks:
            must(("NetworkPolicy", f"{peer}-is-asked") in kinds, f"cluster: nobody is let in to {peer}")
        must((("Job", f"kontor-migrate-{name}") in kinds) == has_schema(name), f"cluster: the migrate job of {name}")
        must(("PodDisruptionBudget", f"kontor-{name}") in kinds, f"cluster: {name} has no disruption budget")
    for resource in resources:
        if resource["kind"] in ("Deployment", "Job", "StatefulSet"):
            restricted(resource)
    must(("NetworkPolicy", "default-deny") in kinds, "cluster: what is not allowed is not denied")


def restricted(resource):
    name = resource["metadata"]["name"]
    pod = resource["spec"]["template"]["spec"]
    security = pod.get("securityContext", {})
    must(security.get("runAsNonRoot") is True, f"cluster: {name} may be root")
    must(security.get("seccompProfile", {}).get("type") == "RuntimeDefault", f"cluster: {name} has no seccomp profile")
    must(pod.get("automountServiceAccountToken") is False, f"cluster: {name} holds a token of the cluster")
    for container in pod["containers"]:
        own = container.get("securityContext", {})
        must(own.get("allowPrivilegeEscalation") is False, f"cluster: {name} may gain privileges")
        must(own.get("readOnlyRootFilesystem") is True, f"cluster: the root of {name} can be written")
        must(own.get("capabilities", {}).get("drop") == ["ALL"], f"cluster: {name} keeps capabilities")
        must("memory" in container.get("resources", {}).get("limits", {}), f"cluster: {name} has no memory limit")


def images():
    text = (ROOT / "deploy/docker/Dockerfile").read_text()
    for name in house():
        must(f"-p kontor-{name}" in text, f"the image file does not build kontor-{name}")
    toolchain = re.search(r'channel = "(.*?)"', (ROOT / "rust-toolchain.toml").read_text()).group(1)
    must(f"ARG RUST={toolchain}\n" in text, f"the image file builds with another Rust than {toolchain}")
    version = re.search(r'^version = "(.*?)"', (ROOT / "Cargo.toml").read_text(), re.M).group(1)
    compose_text = (ROOT / "docker-compose.yml").read_text()
    must(set(re.findall(r"KONTOR_VERSION:-(.*?)}", compose_text)) == {version}, f"compose names other images than {version}")


def context():
    """What the build reads by include_str! and include_bytes! has to reach the builder."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    taken = [line[1:] for line in lines if line.startswith("!")]
    refused = [line for line in lines if line and line[0] not in "!#" and line not in ("*", "**/target")]
    must(not refused, f".dockerignore: this check knows no {refused}")
    for folder in ("crates", "services"):
        for path in sorted((ROOT / folder).rglob("src/**/*.rs")):
            if path.name == "tests.rs":
                continue
            for named in re.findall(r'include_(?:str|bytes)!\("(.*?)"\)', path.read_text()):
                file = Path(os.path.normpath(path.parent / named)).relative_to(ROOT)
                reaches = any(file.match(rule) or str(file).startswith(rule + "/") for rule in taken)
                must(reaches, f"the builder does not get {file}, which {path.relative_to(ROOT)} includes")


def main():
    variables = {name for text in production_code() for name in USED.findall(text)}
    # Named by a prefix in the code.
    variables.add("KONTOR_PEER_")
    variables -= TESTS_ONLY
    table(variables)
    compose(variables)
    images()
    context()
    rendered = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    if rendered and rendered.is_file() and os.path.getsize(rendered):
        cluster(rendered)
    print("\n".join(mistakes))
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
