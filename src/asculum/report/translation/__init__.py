"""The page in other languages: PO files, what is checked in them, how they are told."""
