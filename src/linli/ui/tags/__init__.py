"""The tags of the pages, by what they are about; ``templatetags/linli.py`` brings them together."""
