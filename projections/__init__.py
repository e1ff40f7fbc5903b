"""What is seen: read models, pure folds over events."""
