"""`python -m api.commands`: the same as `pincite`."""

from api.commands.main import main

main()
