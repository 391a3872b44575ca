"""Pages as a scanner makes them: pictures of text in a PDF, without a text layer."""

import io
import subprocess
from collections.abc import Sequence
from functools import cache

import pikepdf
from PIL import Image, ImageDraw, ImageFont

# A4 with 200 dots an inch; type of 16 points (三号), as documents are set.
WIDTH, HEIGHT, TYPE, LEADING, MARGIN = 1654, 2339, 44, 80, 200

DOCUMENT = (
    "示例区人民政府办公室关于印发",
    "2023年政务公开工作要点的通知",
    "示政办发〔2023〕12号",
    "各镇人民政府，区政府各部门：",
    "　　《2023年政务公开工作要点》已经区政府同意，现印发给你们，",
    "请认真组织实施。",
    "示例区人民政府办公室",
    "2023年6月17日",
    "（此件公开发布）",
)


@cache
def font() -> ImageFont.FreeTypeFont:
    """A Chinese font of the machine."""
    command = ["fc-match", "-f", "%{file}|%{index}", "Noto Serif CJK SC:lang=zh-cn"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    file, index = found.split("|")
    return ImageFont.truetype(file, TYPE, index=int(index))


TABLE = (
    ("序号", "工作任务", "具体要求", "责任单位"),
    ("1", "决策公开", "公开年度目录，|听取公众意见。", "区司法局"),
    ("2", "政策解读", "解读与文件同步，|说明关键词语。", "区政府办公室"),
)
COLUMNS = (MARGIN, 320, 600, 1050, 1450)


def page(lines: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> Image.Image:
    """A page with these lines, grey paper and all, and a ruled table below them.

    A bar in a cell begins a new line in it.
    """
    image = Image.new("L", (WIDTH, HEIGHT), 245)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((MARGIN, MARGIN + number * LEADING), line, font=font(), fill=20)
    top = MARGIN + (len(lines) + 1) * LEADING
    for row in rows:
        height = LEADING * max(cell.count("|") + 1 for cell in row)
        for left, right, cell in zip(COLUMNS, COLUMNS[1:], row, strict=False):
            draw.rectangle((left, top, right, top + height), outline=20, width=3)
            for number, line in enumerate(cell.split("|")):
                place = (left + 15, top + 15 + number * LEADING)
                draw.text(place, line, font=font(), fill=20)
        top += height
    return image


def scan(*pages: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A PDF of pictures of pages, the table on each."""
    out = io.BytesIO()
    first, *rest = [page(lines, rows) for lines in pages]
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=200)
    return out.getvalue()


def with_text(before: bytes, scanned: bytes) -> bytes:
    """The pages of two PDFs in one."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(before)) as made, pikepdf.open(io.BytesIO(scanned)) as other:
        made.pages.extend(other.pages)
        made.save(out, deterministic_id=True)
    return out.getvalue()
