"""Raw documents in the shape of those that the importer was made for, in words of our own."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
QUESTIONS = FOLDER / "questions.txt"
PROSE = FOLDER / "prose.txt"
