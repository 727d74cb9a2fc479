"""Run by `test_import_fuzz.py` in a process of its own, on a database that is a real file.

Sends an Apple export of so many megabytes to the site as a browser does, lets the runner of jobs
read it while somebody looks at its page, then once more while somebody cancels. Prints, as JSON,
the megabytes of memory that each took above what the process had before.
"""

import asyncio
import json
import os
import threading
import time
from pathlib import Path
from types import SimpleNamespace

from django.test import Client
from django.utils import timezone

from accounts.jobs import run_due
from accounts.models import Consent, User
from backsite.rsgi import application
from journal.exchange.file_store import path_of
from journal.models import ReceivedFile
from tests.journal.test_walk_imports import workout

BOUNDARY = "a-boundary"
RECORD = (
    b'<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" '
    b'startDate="2019-09-10 02:28:55 -0700" endDate="2019-09-10 02:28:55 -0700" value="72"/>\n'
)
ENTRY = RECORD * (2**20 // len(RECORD)) + workout().encode()  # a megabyte with a walk in it


class Sender:
    """A browser that sends a form with a file, as granian hands it over."""

    def __init__(self, client: Client, megabytes: int) -> None:
        token = "t" * 32
        client.cookies["csrftoken"] = token
        part = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
        head = f'{part}"csrfmiddlewaretoken"\r\n\r\n{token}\r\n{part}"file"; filename="e.xml"\r\n'
        self.before = f"{head}Content-Type: text/xml\r\n\r\n".encode()
        self.before += b'<?xml version="1.0"?><HealthData locale="en_GB">'
        self.after = f"</HealthData>\r\n--{BOUNDARY}--\r\n".encode()
        self.megabytes, self.answer = megabytes, (0, [], b"")
        length = len(self.before) + megabytes * len(ENTRY) + len(self.after)
        cookies = "; ".join(f"{each.key}={each.value}" for each in client.cookies.values())
        self.headers = {
            "host": "testserver",
            "cookie": cookies,
            "content-type": f"multipart/form-data; boundary={BOUNDARY}",
            "content-length": str(length),
        }

    async def __aiter__(self):
        yield self.before
        for _ in range(self.megabytes):
            yield ENTRY
        yield self.after

    def response_bytes(self, *answer) -> None:
        self.answer = answer

    def send(self) -> str:
        """The address to which the site leads."""
        scope = SimpleNamespace(
            method="POST",
            path="/journal/import/",
            query_string="",
            scheme="http",
            http_version="1.1",
            server="127.0.0.1:8000",
            client="127.0.0.1:40000",
            headers=self.headers,
        )
        asyncio.run(application.__rsgi__(scope, self))
        status, headers, body = self.answer
        assert status == 302, (status, body[:2000])
        return dict(headers)["Location"]


def peak_mib() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def grown(act) -> int:
    """The megabytes by which memory grew at most while `act` ran."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    before = peak_mib()
    act()
    return peak_mib() - before


def main() -> None:
    megabytes = int(os.environ["MEGABYTES"])
    walker = User.objects.create_user("a@example.org", "walks-in-the-rain")
    walker.emailaddress_set.create(email=walker.email, verified=True, primary=True)
    Consent.give(walker, timezone.now())
    client = Client()
    client.force_login(walker)
    client.get("/journal/import/")
    said: dict = {}
    seen: list[str] = []
    pages: list[str] = []

    def look(cancels: bool) -> None:
        """As whoever sits before the page."""
        while True:
            row = ReceivedFile.objects.get(walker=walker)
            if not row.is_underway:
                return
            seen.append(client.get(pages[-1]).content.decode())
            if cancels and row.percent > 0:
                said["cancelled_at"] = row.percent
                client.post(f"{pages[-1]}cancel/")
                return
            time.sleep(0.2)

    for cancels in (False, True):
        said[f"sending{cancels}"] = grown(lambda: pages.append(Sender(client, megabytes).send()))
        key = ReceivedFile.objects.get(walker=walker).key
        person = threading.Thread(target=look, args=(cancels,))
        person.start()
        begun = time.monotonic()
        said[f"reading{cancels}"] = grown(run_due)
        said[f"seconds{cancels}"] = round(time.monotonic() - begun, 1)
        person.join()
        assert not path_of(key).exists()
        said.setdefault("states", []).append(
            [each.state for each in ReceivedFile.objects.filter(walker=walker)]
        )
        if not cancels:
            said["walks"] = client.get(pages[-1]).content.decode().count("26 minutes")
    said["progress"] = len({text.partition(" % is read")[0][-4:] for text in seen})
    print(json.dumps(said))
