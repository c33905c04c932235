"""What people see in a browser: pages, templates, style."""
