"""One module a command: `run(arguments, output)` returns the exit code."""
