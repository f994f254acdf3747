"""`python -m phonebank` is the `phonebank` command."""

from phonebank.cli import main

main()
