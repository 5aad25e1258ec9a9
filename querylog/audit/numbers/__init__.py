"""What all statements together say: who reads what, what is heavy, fails, is never used, is unusual, and what it cost."""
