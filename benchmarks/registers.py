"""How fast a register of 200,000 rows comes in from Excel, and what that takes; on a database of its own.

    LINLI_DATA=/tmp/bench python benchmarks/registers.py [--rows 200000]

Prints one JSON object: seconds of reading, checking and applying, and the most memory held. Asked: ≤ 60 s from the
upload to the last row (upload, check and import together), with progress and resumable, ≤ 500 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

COMMUNITIES = 40
HEAD = ("所在地点", "房屋名称", "危险等级", "户数", "面积（平方米）", "状态", "登记日期")


def workbook(rows: int) -> bytes:
    """An office's ledger of hazardous houses, with a title row."""
    from openpyxl import Workbook

    made = Workbook(write_only=True)
    sheet = made.create_sheet("台账")
    sheet.append(["房屋隐患台账"])
    sheet.append(list(HEAD))
    for number in range(rows):
        place = f"测速{number % COMMUNITIES + 1}社区"
        grade, state = "ABCD"[number % 4] + "级", ("待整治", "整治中")[number % 2]
        sheet.append(
            [place, f"平房{number + 1}号", grade, number % 3 + 1, 40 + number % 900 / 4, state, "2026-03-01"]
        )
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def stage() -> Any:
    """An invented street with communities where the register is in use; answers its reference."""
    from linli.areas import services as areas
    from linli.areas.models import NATION_ID
    from linli.domain.access import SYSTEM, AreaRef
    from linli.mechanisms import services as mechanisms
    from linli.records.time import now

    areas.ensure_nation()
    mechanisms.sync()
    above = NATION_ID
    for level, name in (("city", "测速市"), ("district", "测速区"), ("street", "测速街道")):
        above = areas.create_place(
            parent_id=above, level=level, name=name, actor=SYSTEM, at=now(), invented=True
        ).pk
    for number in range(COMMUNITIES):
        areas.create_place(
            parent_id=above,
            level="community",
            name=f"测速{number + 1}社区",
            actor=SYSTEM,
            at=now(),
            invented=True,
        )
    mechanisms.roll_out(mechanism="emergency_help", area_id=above, actor=SYSTEM, at=now())
    return AreaRef("street", above)


class Laps:
    """Seconds and processor seconds of each step. A busy machine counts for several minutes what a quiet one does in
    one: processor seconds tell."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.cpu: dict[str, float] = {}
        self._wall, self._busy = time.perf_counter(), time.process_time()

    def lap(self, name: str) -> None:
        """The step that ends here."""
        wall, busy = time.perf_counter(), time.process_time()
        self.seconds[name], self.cpu[name] = round(wall - self._wall, 1), round(busy - self._busy, 1)
        self._wall, self._busy = wall, busy


def bring_in(data: bytes, street: Any) -> Laps:
    """As the upload page does it; what the worker would be handed is run here as the worker does, step after step."""
    from linli.domain.access import SYSTEM
    from linli.ledgers.models import Import
    from linli.ledgers.services import applying, checking, mapping, staging
    from linli.records.time import now

    laps = Laps()
    batch = staging.start_import(
        target_id="register-hazard_house", name="台账.xlsx", data=data, actor=SYSTEM, at=now(), fill=(street,)
    )
    laps.lap("guard")
    if batch.state == Import.State.READING:
        staging.run_staging(import_id=batch.pk, at=now())
    laps.lap("read")
    batch = Import.objects.get(pk=batch.pk)
    if batch.state == Import.State.MAPPING:
        mapping.confirm_mapping(import_id=batch.pk, mapping=batch.mapping, actor=SYSTEM, at=now())
        batch = Import.objects.get(pk=batch.pk)
    if batch.state == Import.State.CHECKING:
        checking.run_check(import_id=batch.pk, at=now())
    laps.lap("check")
    applying._confirm(import_id=batch.pk, actor=SYSTEM, at=now())
    applying.run_apply(import_id=batch.pk, at=now())
    laps.lap("apply")
    return laps


def measure(rows: int) -> dict[str, Any]:
    """Bring a file of so many rows into a new database, and count what came in."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from linli.records.collecting import few_collections
    from linli.records.time import now
    from linli.registers import measures
    from linli.registers.models import RegisterItem

    street, data = stage(), workbook(rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with few_collections():
        laps = bring_in(data, street)
    total, busy = sum(laps.seconds.values()), sum(laps.cpu.values())
    found = measures.figures("hazard_house", street.area_id, now())
    laps.lap("figures")
    return {
        "rows": rows,
        "items": RegisterItem.objects.count(),
        "counted": found.rows,
        "seconds": laps.seconds,
        "total": round(total, 1),
        "cpu": laps.cpu,
        "cpu_total": round(busy, 1),
        "load": round(os.getloadavg()[0], 1),
        "mb_before": before,
        "mb_most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000)
    args = parser.parse_args()
    import django

    django.setup()
    print(json.dumps(measure(args.rows)))


def add_to(report: Any) -> None:
    """A row of ``python -m benchmarks --scale``: in a process and on a database of its own."""
    name, asked = "register of 200,000 rows from Excel, upload to last row", "≤ 60 s, ≤ 500 MB"
    with tempfile.TemporaryDirectory() as folder:
        env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        command = [sys.executable, str(Path(__file__).resolve())]
        run = subprocess.run(
            command, capture_output=True, text=True, check=False, env=env | {"LINLI_DATA": folder}
        )
    if run.returncode:
        report.add(name, asked, "not run: " + run.stderr.strip()[-80:], holds=False)
        return
    found = json.loads(run.stdout[run.stdout.index("{") :])
    told = f"{found['total']} s ({found['cpu_total']} s of processor, load {found['load']}), {found['mb_most']} MB"
    holds = found["total"] <= 60 and found["mb_most"] <= 500 and found["counted"] == found["rows"]
    report.add(name, asked, told, holds)


if __name__ == "__main__":
    main()
