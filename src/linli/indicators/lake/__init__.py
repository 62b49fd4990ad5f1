"""The lake: record sets as Parquet by city and month, and the second compiler. Needs ``pip install linli[analytics]``."""
