"""Was there a deal: ranges of terms, screening, walks of forts, waiting, tugs of war."""
