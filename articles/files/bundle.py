"""The files of an export, by name: written to a folder or a zip, and read from untrusted ones."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from articles.importer.file_kinds import RECORD_FILES

MAX_ZIP_BYTES = 50 * 2**20
MAX_FILES = 3000
MAX_FILE_BYTES = 10 * 2**20
MAX_TOTAL_BYTES = 200 * 2**20
LEFT_BY_SYSTEMS = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")

Files = Mapping[str, bytes]


class BundleError(ValueError):
    """These files cannot be read as an export; the message says why."""


def zip_of(files: Files) -> bytes:
    """A zip of `files`: the same bytes for the same files, whenever they are packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def write_folder(files: Files, folder: Path) -> None:
    """Write the files into `folder`, which is made if it is missing. Raises OSError."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def read_paths(paths: list[Path]) -> dict[str, bytes]:
    """The files of an export, by name, from article files, zips and folders together.

    Raises BundleError if one cannot be read, or two different files have the same name.
    """
    files: dict[str, bytes] = {}
    for path in paths:
        try:
            found = _read_path(path)
        except OSError as error:
            raise BundleError(f"{path}: it cannot be read ({error.strerror}).") from error
        except BundleError as error:
            raise BundleError(f"{path}: {error}") from error
        for name, data in found.items():
            if files.setdefault(name, data) != data:
                raise BundleError(f"{path}: there are two different files “{name}”.")
    return files


def _read_path(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        found = (each for each in sorted(path.rglob("*")) if each.is_file())
        named = {each.relative_to(path).as_posix(): each for each in found}
        return {name: each.read_bytes() for name, each in named.items() if is_bundle_file(name)}
    if path.suffix.lower() == ".zip":
        return read_zip(path.read_bytes())
    return {path.name: path.read_bytes()}


def is_bundle_file(name: str) -> bool:
    """Whether a file of an export can have this name."""
    path = PurePosixPath(name)
    if len(path.parts) == 1:
        return path.suffix == ".md" or name in RECORD_FILES
    return len(path.parts) == 2 and path.parts[0] == "figures" and path.suffix == ".webp"


def read_zip(data: bytes) -> dict[str, bytes]:
    """The files in a zip, by name. Nothing is unpacked to a disk: no name can lead out of a folder.

    Raises:
        BundleError: it is damaged, locked with a password or too large, or holds a file that no
            export has.
    """
    if len(data) > MAX_ZIP_BYTES:
        raise BundleError(f"The file is larger than {MAX_ZIP_BYTES // 2**20} MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _members(archive)
    except BundleError:
        raise
    except Exception as error:  # the library may raise anything on untrusted bytes
        raise BundleError("This is no zip file, or it is damaged.") from error


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    infos = [info for info in infos if not any(odd in info.filename for odd in LEFT_BY_SYSTEMS)]
    if len(infos) > MAX_FILES:
        raise BundleError(f"It holds more than {MAX_FILES} files.")
    outer = _common_folder([info.filename for info in infos])
    files: dict[str, bytes] = {}
    room = MAX_TOTAL_BYTES
    for info in infos:
        name = info.filename.removeprefix(outer)
        if not is_bundle_file(name) or ".." in name or "\\" in name:
            raise BundleError(f"It holds “{info.filename}”, which no export does.")
        if info.flag_bits & 1:
            raise BundleError("It is locked with a password.")
        if name in files:
            raise BundleError(f"It holds “{name}” twice.")
        with archive.open(info) as member:  # the size that the header names may be wrong
            files[name] = member.read(min(MAX_FILE_BYTES, room) + 1)
        room -= len(files[name])
        if len(files[name]) > MAX_FILE_BYTES or room < 0:
            raise BundleError("What it holds is too large.")
    return files


def _common_folder(names: list[str]) -> str:
    """The folder that all files are in, if somebody packed a folder and not the files in it."""
    outer = {name.partition("/")[0] for name in names if "/" in name}
    if len(outer) != 1 or not all("/" in name for name in names) or outer == {"figures"}:
        return ""
    return f"{outer.pop()}/"
