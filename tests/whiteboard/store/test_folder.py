"""Design files are replaced whole."""

from __future__ import annotations

import pytest

from whiteboard.rounds.ports import StoreError
from whiteboard.store.folder import DesignFolder


def test_a_file_holds_what_was_written_last(tmp_path):
    folder = DesignFolder(tmp_path)
    folder.write("churn.yaml", "first\n")
    folder.write("churn.yaml", "second ✓\n")

    assert "second ✓\n" == (tmp_path / "churn.yaml").read_text(encoding="utf-8")
    assert frozenset({"churn.yaml"}) == folder.names()


def test_a_write_that_fails_leaves_the_old_file_and_no_scraps(tmp_path):
    folder = DesignFolder(tmp_path)
    (tmp_path / "churn.yaml").mkdir()

    with pytest.raises(StoreError, match=r"churn\.yaml could not be written"):
        folder.write("churn.yaml", "text")

    assert ["churn.yaml"] == [path.name for path in tmp_path.iterdir()]


def test_a_file_somebody_edited_meanwhile_is_kept_under_another_name(tmp_path):
    folder = DesignFolder(tmp_path)
    for number in (1, 2):
        folder.write("churn.yaml", f"ours {number}")
        (tmp_path / "churn.yaml").write_text(f"theirs {number}")
    folder.write("churn.yaml", "ours 3")

    texts = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert {
        "churn.yaml": "ours 3",
        "churn-edited-1.yaml": "theirs 1",
        "churn-edited-2.yaml": "theirs 2",
    } == texts


@pytest.mark.parametrize("name", ["../up.yaml", "a/b.yaml", ".hidden", ""])
def test_a_name_that_leaves_the_folder_is_refused(tmp_path, name):
    with pytest.raises(StoreError, match="no file name"):
        DesignFolder(tmp_path).write(name, "text")
