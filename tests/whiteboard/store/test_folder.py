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


@pytest.mark.parametrize("name", ["../up.yaml", "a/b.yaml", ".hidden", ""])
def test_a_name_that_leaves_the_folder_is_refused(tmp_path, name):
    with pytest.raises(StoreError, match="no file name"):
        DesignFolder(tmp_path).write(name, "text")
