"""What can be done on a board: open it, edit, undo, judge, replace. `ports` is what that needs."""
