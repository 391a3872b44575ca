"""A document as a Word file, laid out after GB/T 9704-2012.

It is a reading copy: no letterhead, no seal. What the register does not say is not filled in.
"""

from gongkai.opendata.word.document import docx_of

__all__ = ["docx_of"]
