"""Two network zones with no HTTP between them: what is said outside and told inside passes in files."""
