"""Excel in: guard the file, read the sheet, find the header, match the columns, parse the cells."""
