# The same commands as `python3 dev.py`, for those who have just (`uv run just` has it).

# list the recipes
default:
    @just --list

# install what development needs
setup:
    uv sync --locked

# start the app
run *args:
    python3 dev.py app {{ args }}

# everything a build machine checks
check *args:
    python3 dev.py test {{ args }}

# the tests alone
test *args:
    python3 dev.py pytest {{ args }}

lint:
    python3 dev.py lint

format:
    python3 dev.py format

types:
    python3 dev.py types

contracts:
    python3 dev.py contracts

# write the pages of the rules and of the command line anew
docs:
    python3 dev.py docs

# check the canvas; `just canvas build` rebuilds its bundle
canvas *args:
    python3 dev.py canvas {{ args }}

# the browser tests alone
browser *args:
    python3 dev.py pytest tests/browser {{ args }}

# measure against the budgets
bench *args:
    python3 dev.py bench {{ args }}

# judge 20 000 random designs and edits
fuzz *args:
    python3 dev.py fuzz {{ args }}
