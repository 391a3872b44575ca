"""Hold the lock files against the known vulnerabilities.

A vulnerability fails. That the service of vulnerabilities cannot be reached, or does not know a
package, is a warning: it says nothing about the package.
"""

import json
import re
import subprocess
import sys
from typing import Any

UNREACHABLE = re.compile(
    r"ConnectionError|ProxyError|ConnectTimeout|ReadTimeout|SSLError|HTTPError|NameResolutionError"
)


def audit(lock: str) -> dict[str, Any] | None:
    """What pip-audit reports on this lock file; None where its service cannot be reached."""
    words = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "15")
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", "-r", lock, *words, "-f", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        if UNREACHABLE.search(done.stderr):
            return None
        sys.exit(f"pip-audit failed on {lock}:\n{done.stderr}")
    return report


def main(locks: list[str]) -> int:
    """Audit each lock file; 1 where a vulnerability is known."""
    found = False
    for lock in locks:
        report = audit(lock)
        if report is None:
            print(f"warning: {lock} was not audited: the vulnerability service cannot be reached")
            continue
        packages = report["dependencies"]
        for package in packages:
            for hit in package.get("vulns", []):
                found = True
                fixed = ", ".join(hit["fix_versions"]) or "no release yet"
                print(
                    f"{lock}: {package['name']} {package['version']}: {hit['id']}, fixed by {fixed}"
                )
        unknown = sum("skip_reason" in package for package in packages)
        if unknown:
            print(
                f"warning: {unknown} of {len(packages)} packages in {lock} were not audited: "
                "the vulnerability service does not answer for them"
            )
    return int(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
