"""Event data that others publish: files of rows -> events between a case's actors -> dated acts."""
