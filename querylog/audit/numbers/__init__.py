"""What all statements together say: who reads what, what is heavy, fails or is never used, and what it cost."""
