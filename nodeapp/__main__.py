"""python -m nodeapp: the same as the command nodeapp."""

from nodeapp.cli import main

if __name__ == "__main__":
    main(prog_name="nodeapp")
