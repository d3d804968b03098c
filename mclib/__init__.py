"""The vocabulary of the course: what a notebook can say."""
