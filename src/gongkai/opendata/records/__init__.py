"""The public records as programs get them: the API's answers and the columns of the exports.

A field's title is its name on screen and in CSV. `null` is what the source does not say.
Each class makes itself from a stored row: `of(row, absolute)`, where `absolute` turns a path of
this site into a full address.
"""
