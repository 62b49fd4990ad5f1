"""Figures with the rows behind them, targets, rankings (K12)."""
