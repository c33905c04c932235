"""The faces of the desk: command line, JSON endpoint, web page. Importing it starts nothing."""
