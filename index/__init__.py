"""Search over the archive: vectors, terms and their fusion. Import `index.hybrid` for the index itself."""
