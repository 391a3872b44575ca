"""Why a file is not read."""

# Said where pages are pictures and the extra is not installed.
NO_OCR = "要识读扫描页，请系统管理员安装图像识别组件（pip install 'gongkai[ocr]'）后重新上传。"


class Unreadable(Exception):
    """The file cannot be read; the message is one line in Chinese for the person."""


class Stopped(Exception):
    """Raised by what the caller handed in (`progress`, `ocr`) to end a reading; never swallowed."""
