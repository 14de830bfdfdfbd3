"""A file is written whole, where it is meant to be, for those it is meant for."""

from __future__ import annotations

import os
import stat
import threading

import pytest

from whiteboard.whole_file import write_whole


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def umask():
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path):
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to("real.md")

    write_whole(tmp_path / "link.md", b"new")

    assert (tmp_path / "link.md").is_symlink()
    assert "new" == (tmp_path / "real.md").read_text()


def test_a_link_that_leads_nowhere_yet_is_followed(tmp_path):
    (tmp_path / "link.md").symlink_to("real.md")

    write_whole(tmp_path / "link.md", b"new")

    assert "new" == (tmp_path / "real.md").read_text()


def test_a_new_file_is_for_those_the_umask_allows(tmp_path, umask):
    write_whole(tmp_path / "new.md", b"new")

    assert 0o600 == mode(tmp_path / "new.md")


def test_a_file_that_was_there_keeps_its_permissions(tmp_path):
    path = tmp_path / "old.md"
    path.write_text("old")
    path.chmod(0o640)

    write_whole(path, b"new")

    assert (0o640, "new") == (mode(path), path.read_text())


def test_a_file_that_may_not_be_written_is_left_alone(tmp_path, monkeypatch):
    path = tmp_path / "old.md"
    path.write_text("old")
    monkeypatch.setattr(os, "access", lambda *_: False)

    with pytest.raises(PermissionError):
        write_whole(path, b"new")

    assert "old" == path.read_text()


def test_a_pipe_is_written_as_it_is(tmp_path):
    path = tmp_path / "pipe.md"
    os.mkfifo(path)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(path.read_bytes()))
    reader.start()

    write_whole(path, b"new")
    reader.join(10)

    assert [b"new"] == read
    assert path.is_fifo()


def test_a_folder_is_not_replaced_and_no_scraps_are_left(tmp_path):
    (tmp_path / "folder.md").mkdir()

    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path / "folder.md", b"new")

    assert ["folder.md"] == [path.name for path in tmp_path.iterdir()]
