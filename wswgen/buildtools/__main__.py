"""``python -m wswgen.buildtools`` prints the folder of FindWswgen.cmake."""

from wswgen.buildtools import CMAKE

print(CMAKE.as_posix())
