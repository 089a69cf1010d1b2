"""Who said what: claims and sources, the dossier that holds them, and the data dictionary."""
