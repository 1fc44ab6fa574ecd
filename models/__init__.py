"""What is true: inputs, law and results."""
