"""The world's formats: files as their publishers serve them, read into rows of a dossier."""
