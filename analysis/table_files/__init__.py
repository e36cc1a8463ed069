"""Tables as files of other programs: CSV, LaTeX, Markdown, Excel, and what their columns mean."""
