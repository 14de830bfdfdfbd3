"""Everything with a side effect: screens, command line, canvas, store, reports and rounds."""
