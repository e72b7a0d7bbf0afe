"""What are a file's own weights? Learned without labels, from how its pairs agree."""
