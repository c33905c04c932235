"""What goes wrong on the command line, said in Chinese with what to do next, and the exit code it ends with.

1: the command was right but could not be carried out; 2: the command, or a file it names, was not right.
"""

import errno
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import typer

from corpus.errors import BadPage, BadRequest, BulletinError

FAILED = 1
MISUSED = 2

SEE_HELP = "用法请看：bulletin --help，或 bulletin 命令 --help"

_USAGE: Sequence[tuple[str, str]] = (
    (r"No such option:? '?(\S+?)'?(?: .*)?$", "没有选项 {0}。"),
    (r"No such command '(.+?)'", "没有命令 {0}。"),
    (r"Missing (?:argument|parameter) '?(.+?)'?\.", "少写了 {0}。"),
    (r"Missing option '(.+?)'", "少写了选项 {0}。"),
    (r"Option '(.+?)' requires an argument", "选项 {0} 后面少写了内容。"),
    (r"Option '(.+?)' requires (\d+) arguments", "选项 {0} 后面要写 {1} 段内容，带空格的请用引号括起来。"),
    (r"Option '(.+?)' does not take a value", "选项 {0} 后面不用写内容。"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", "多写了 {0}。带空格的内容请用引号括起来。"),
    (r"Invalid value for '(.+?)':", "{0} 写得不对。"),
)
"""Typer's English messages, and ours. One that it words anew is shown as it is, under a Chinese heading."""

_MACHINE: Mapping[int, str] = {
    errno.ENOSPC: "磁盘已满。请腾出空间，或用 --data 换一个文件夹，再试一次。",
    errno.EDQUOT: "磁盘配额已用完。请腾出空间，或用 --data 换一个文件夹，再试一次。",
    errno.EROFS: "这个位置是只读的。请用 --data 换一个可以写的文件夹。",
    errno.EACCES: "没有权限。请检查文件和文件夹的权限，或用 --data 换一个可以写的文件夹。",
    errno.EPERM: "没有权限。请检查文件和文件夹的权限，或用 --data 换一个可以写的文件夹。",
    errno.ENOTDIR: "路径中有一段不是文件夹。请检查路径。",
    errno.EISDIR: "这是一个文件夹，不是文件。请检查路径。",
    errno.ENOENT: "找不到这个文件或文件夹。请检查路径。",
    errno.EMFILE: "打开的文件太多。请关掉一些程序，或调高 ulimit -n，再试一次。",
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """A line for standard error, and the exit code."""

    text: str
    code: int


def of_usage(error: typer.TyperException) -> Complaint:
    """A command line that could not be made sense of."""
    return Complaint(f"{_in_chinese(error.format_message())}\n{SEE_HELP}", MISUSED)


def _in_chinese(message: str) -> str:
    for pattern, wording in _USAGE:
        if found := re.match(pattern, message):
            return wording.format(*found.groups())
    return f"命令写得不对：{message}"


def of_ours(error: BulletinError) -> Complaint:
    """One of our own errors: the input's fault is misuse, the machine's is failure."""
    misused = isinstance(error, BadRequest | BadPage)
    return Complaint(error.detail, MISUSED if misused else FAILED)


def of_machine(error: OSError) -> Complaint:
    """What the operating system refused."""
    where = f"{error.filename}：" if error.filename else ""
    what = _MACHINE.get(error.errno or 0, f"系统出错：{error.strerror or error}。")
    return Complaint(where + what, FAILED)
