"""A process of its own that appends to one subject: `appender.py UID COUNT [SEEN]`.

Says "ready", waits for a line, then records COUNT acts and says how many were taken; the rest
were refused as Moved.
"""

import os
import sys
import uuid

import django


def main(uid: str, count: str, seen: str | None = None) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.site.settings"
    django.setup()
    from gongkai.acts.verbs import Moved, SubjectRef, record

    subject = SubjectRef("sample", uuid.UUID(uid))
    actor = SubjectRef("user", uuid.uuid4())
    print("ready", flush=True)
    sys.stdin.readline()
    taken = 0
    for n in range(int(count)):
        try:
            record(
                subject=subject,
                kind="sample.noted",
                actor=actor,
                facts={"n": n},
                detail="附文",
                seen=int(seen) if seen else None,
            )
        except Moved:
            continue
        taken += 1
    print(taken, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
