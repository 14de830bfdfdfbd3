"""The prompts of some folders: which file is meant, and what becomes of those that are wrong."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from design.formats import FormatError
from prompts_library import Library, UnknownPrompt, shipped, shipped_folder
from tests.fakes.prompts import TINY


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "prompts"
    made.mkdir()
    put(made, "tiny")
    return made


def put(folder: Path, id_: str, *, title: str = "Tiny", text: str = TINY) -> None:
    named = text.replace("id: tiny", f"id: {id_}", 1).replace("title: Tiny", f"title: {title}", 1)
    (folder / f"{id_}.yaml").write_text(named)


def test_the_names_of_files_are_the_ids_in_order(folder):
    put(folder, "small")
    (folder / "notes.txt").write_text("Not a prompt.")
    (folder / "folder.yaml").mkdir()

    assert ("small", "tiny") == Library((folder,)).ids


def test_a_private_prompt_takes_the_place_of_one_that_ships(folder):
    put(folder, "churn-daily", title="Ours")
    both = Library((shipped_folder(), folder))

    assert {*shipped().ids, "tiny"} == {*both.ids}
    assert sorted(both.ids) == [*both.ids]
    assert "Ours" == both.entry("churn-daily").prompt.title
    assert "Ours" != shipped().entry("churn-daily").prompt.title


def test_a_file_is_read_once_and_when_it_is_asked_for(folder):
    library = Library((folder,))
    put(folder, "tiny", title="Changed since")

    first = library.entry("tiny")
    put(folder, "tiny", title="Changed again")

    assert "Changed since" == first.prompt.title
    assert first is library.entry("tiny")


def test_a_file_that_cannot_be_read_is_a_problem_of_that_prompt_alone(folder):
    put(folder, "broken", text=TINY.replace("given:", "givens:"))
    (folder / "bytes.yaml").write_bytes(b"\xff\xfe")
    put(folder, "other")
    (folder / "other.yaml").rename(folder / "elsewhere.yaml")
    library = Library((folder,))

    assert ["tiny"] == [*library.readable()]
    assert ["broken", "bytes", "elsewhere"] == [*library.problems()]
    assert "did you mean `given`?" in str(library.problems()["broken"])
    assert "expected `elsewhere`, the name of the file; found `other`" in str(
        library.problems()["elsewhere"]
    )
    with pytest.raises(FormatError):
        library.entry("broken")


def test_a_file_that_is_mended_is_read_at_the_next_question(folder):
    put(folder, "tiny", text=TINY.replace("given:", "givens:"))
    library = Library((folder,))
    assert ["tiny"] == [*library.problems()]

    put(folder, "tiny")

    assert "tiny" == library.entry("tiny").prompt.id


def test_an_unknown_prompt_names_the_nearest(folder):
    with pytest.raises(UnknownPrompt, match="no prompt `tinny`; did you mean `tiny`?") as caught:
        Library((folder,)).entry("tinny")

    assert ("tiny", ("tiny",)) == (caught.value.nearest, caught.value.ids)


def test_no_folder_and_no_prompt_are_no_error(tmp_path):
    library = Library((tmp_path / "nowhere",))

    assert ((), {}, {}) == (library.ids, dict(library.readable()), dict(library.problems()))
    with pytest.raises(UnknownPrompt):
        library.entry("tiny")


@pytest.mark.parametrize(
    "hostile",
    [
        "../secret",
        "../prompts/tiny",
        "",
        ".",
        "tiny/..",
        "./tiny",
        "tiny.yaml",
        "\x00",
        "a" * 10_000,
    ],
)
def test_no_id_leaves_the_folder_of_prompts(folder, hostile):
    put(folder.parent, "secret")

    with pytest.raises(UnknownPrompt) as caught:
        Library((folder,)).entry(hostile)
    assert len(caught.value.message) < 200


def test_many_threads_are_given_the_same_prompt(folder):
    library = Library((folder,))
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(library.entry("tiny"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 8 == len(found)
    assert 1 == len({id(one) for one in found})
