"""The ledger as a spreadsheet, in the layout of the gazette's own table: out, and in again.

Nothing that is read is executed: formulas count by the value that was stored with them, and what is
packed too well, too large or harmful is refused (`filetypes`). State and progress are never read:
they follow from acts.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO, Final
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.ledger import filetypes
from gongkai.ledger.filetypes import Unfit
from gongkai.ledger.models import Assignment, Plan, State
from gongkai.ledger.questions.loop import wanted_words
from gongkai.organs.names import normalise

MAX_BYTES: Final = 5 * 1024**2
MAX_UNPACKED: Final = 30 * 1024**2
MAX_ROWS: Final = 3000
MAX_COLUMNS: Final = 30
MAX_CHARACTERS: Final = 4000
HEAD_WITHIN: Final = 10
# A spreadsheet holds 65,530 links at most.
MAX_LINKS: Final = 60_000
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROLES: Final = {"lead": "牵头", "assist": "配合"}

NUMBER, GROUP, TASK, TEXT, UNITS = (
    "序号",
    "工作任务（类）",
    "工作任务（项）",
    "具体要求",
    "责任单位",
)
ROLE, PERIOD, WANTED, DUE, GROUND = ("牵头/配合", "期次", "数量要求", "时限", "时限依据")
STATE, PROGRESS = ("状态", "落实情况")
COLUMNS: Final = (
    *((NUMBER, 6), (GROUP, 18), (TASK, 22), (TEXT, 60), (UNITS, 22), (ROLE, 9), (PERIOD, 10)),
    *((WANTED, 12), (DUE, 12), (GROUND, 20), (STATE, 10), (PROGRESS, 14)),
)
# Other titles under which office tables have the same columns.
_TITLES: Final = {
    **{title: title for title, _ in COLUMNS},
    **dict.fromkeys(("任务序号", "编号"), NUMBER),
    **dict.fromkeys(("工作要求", "职责", "任务内容", "工作内容"), TEXT),
    **dict.fromkeys(("责任部门", "责任主体"), UNITS),
    **dict.fromkeys(("完成时限", "完成时间", "时限要求"), DUE),
}
_KNOWN: Final = {normalise(title): name for title, name in _TITLES.items()}
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SEPARATORS: Final = re.compile(r"[、，,；;\s]+")


# --- out --------------------------------------------------------------------------------------


def workbook(plan: Plan, rows: Iterable[Assignment], link: Callable[[Assignment], str]) -> bytes:
    """The plan's assignments, one a row. `link` is the full address of an assignment's page."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("工作台账")
    for place, (_, width) in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "2:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    demo = "（演示数据）" if plan.document.is_demo else ""
    write = _Writer(sheet)
    sheet.append([write.cell(f"{plan.year}年政务公开工作台账{demo}", bold=True)])
    sheet.append([write.cell(title, bold=True) for title, _ in COLUMNS])
    for number, row in enumerate(rows):
        sheet.append(_cells(write, row, link(row), clickable=number < MAX_LINKS))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(write: "_Writer", row: Assignment, link: str, *, clickable: bool) -> list[WriteOnlyCell]:
    task, demo = row.task, "（演示）" if row.is_demo else ""
    values = (
        *(task.number, task.group, task.task, row.text, row.unit.name if row.unit else row.named),
        *(ROLES.get(row.role, row.role), row.period, wanted_words(row.wanted), row.due, row.ground),
        *(f"{State(row.state).label}{demo}", "查看落实情况" if clickable else link),
    )
    cells = [write.cell(value) for value in values]
    if clickable:
        cells[-1].hyperlink = link
    return cells


class _Writer:
    """Cells of a sheet; their styles are looked up once."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.styles: dict[tuple[bool, bool, bool], Any] = {}

    def cell(self, value: object, *, bold: bool = False) -> WriteOnlyCell:
        """A cell whose text stays text, also when it begins like a formula."""
        if isinstance(value, str):
            value = _CONTROLS.sub("", value)
        cell = WriteOnlyCell(self.sheet, value=value)
        is_day, quoted = isinstance(value, dt.date), False
        if isinstance(value, str):
            cell.data_type = "s"
            quoted = value[:1] in ("=", "+", "-", "@", "\t", "\r")
        key = (bold, quoted, is_day)
        if key not in self.styles:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.quotePrefix = quoted
            if is_day:
                cell.number_format = "yyyy-mm-dd"
            if bold:
                cell.font = Font(bold=True)
            self.styles[key] = cell._style
        cell._style = self.styles[key]
        return cell


# --- in ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SheetRow:
    """What a row says, as text; `line` is its number in the sheet. `due` is ISO where it was a
    date."""

    line: int
    number: str
    text: str
    units: tuple[str, ...]
    role: str = ""
    period: str = ""
    due: str = ""
    ground: str = ""

    def stored(self) -> list[object]:
        """Plain values, for a form to carry."""
        return [
            *(self.line, self.number, self.text, list(self.units)),
            *(self.role, self.period, self.due, self.ground),
        ]

    @classmethod
    def restored(cls, values: list[Any]) -> "SheetRow":
        """The opposite of `stored`."""
        line, number, text, units, *rest = values
        return cls(line, number, text, tuple(units), *rest)


def read(stream: BinaryIO) -> list[SheetRow]:
    """The rows of the first sheet that has the table's titles. Raises Unfit: too large, not a
    spreadsheet, without titles."""
    size = stream.seek(0, 2)
    if size > MAX_BYTES:
        raise Unfit(f"文件超过 {MAX_BYTES // 1024**2} MB，不能导入。请只留台账一张表再上传。")
    if filetypes.examine(stream).name != "XLSX":
        raise Unfit("不是 XLSX 表格。请用 Excel、WPS 另存为“Excel 工作簿（.xlsx）”再上传。")
    _require_plain_parts(stream)
    try:
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            found = _table(sheet)
            if found is not None:
                return found
    except Unfit:
        raise
    except Exception as error:  # the library raises whatever a damaged part leads it to
        raise Unfit("表格打不开，可能已损坏。请用 Excel、WPS 另存一次再上传。") from error
    raise Unfit(
        f"前 {HEAD_WITHIN} 行没有找到表头。表头要有“{NUMBER}”“{TEXT}”“{UNITS}”三列，"
        "可以先导出一份台账，在其中填写。"
    )


def _require_plain_parts(stream: BinaryIO) -> None:
    """Refuse what unpacks too large, and XML that declares entities."""
    with ZipFile(stream) as package:
        if sum(entry.file_size for entry in package.infolist()) > MAX_UNPACKED:
            raise Unfit("表格展开后太大，不能导入。请删去图片和多余的表，只留台账再上传。")
        for entry in package.infolist():
            if entry.filename.endswith((".xml", ".rels")):
                with package.open(entry) as part:
                    head = part.read(4096)
                if b"<!DOCTYPE" in head.replace(b"\x00", b"") or b"<!ENTITY" in head:
                    raise Unfit("表格的内部结构不规范，不能导入。请用 Excel、WPS 另存一次再上传。")
    stream.seek(0)


def _table(sheet: Any) -> list[SheetRow] | None:
    """The rows under the titles; None where the sheet has none."""
    places: dict[str, int] | None = None
    found: list[SheetRow] = []
    number = ""
    last = MAX_ROWS + HEAD_WITHIN + 1
    values = sheet.iter_rows(max_row=last, max_col=MAX_COLUMNS, values_only=True)
    for line, row in enumerate(values, 1):
        if places is None:
            places = _places(row)
            if places is None and line >= HEAD_WITHIN:
                return None
            continue
        said = {title: _text(row[at], line, title) for title, at in places.items() if at < len(row)}
        # Cells that the table joins have their number on the first row only.
        number = said.get(NUMBER) or number
        if not any(said.get(title) for title in (TEXT, UNITS, DUE)):
            continue
        if len(found) >= MAX_ROWS:
            raise Unfit(f"超过 {MAX_ROWS} 行，不能一次导入。请分成几张表。")
        found.append(_said(line, number, said))
    return found if places is not None else None


def _said(line: int, number: str, said: dict[str, str]) -> SheetRow:
    return SheetRow(
        line,
        number,
        said.get(TEXT, ""),
        tuple(one for one in _SEPARATORS.split(said.get(UNITS, "")) if one),
        said.get(ROLE, ""),
        said.get(PERIOD, ""),
        said.get(DUE, ""),
        said.get(GROUND, ""),
    )


def _places(row: Iterable[object]) -> dict[str, int] | None:
    """Where the columns stand, in a row of titles; None for another row."""
    places: dict[str, int] = {}
    for at, value in enumerate(row):
        title = _KNOWN.get(normalise(str(value))) if value is not None else None
        if title:
            places.setdefault(title, at)
    return places if {NUMBER, TEXT, UNITS} <= places.keys() else None


def _text(value: object, line: int, title: str) -> str:
    match value:
        case None:
            return ""
        case dt.datetime():
            return value.date().isoformat()
        case dt.date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    text = str(value).strip()
    if len(text) > MAX_CHARACTERS:
        raise Unfit(f"第 {line} 行“{title}”超过 {MAX_CHARACTERS} 字，不能导入。请核对这一格。")
    return text
