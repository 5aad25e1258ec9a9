"""What is on the shelf? An entry per report, what people find and star, and how they ask for what is closed to them."""
