"""The engine's version, written here and nowhere else (the package and every recipe read it)."""

VERSION = "0.1.0"
