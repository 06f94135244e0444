"""What pytest leaves alone here."""

collect_ignore = ["user_file.py"]  # for type checkers: its calls are wrong, many of them on purpose
