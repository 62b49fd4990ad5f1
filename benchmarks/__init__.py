"""Timed scenarios, each with its data size, reported as ratios to a calibration of the same run."""
