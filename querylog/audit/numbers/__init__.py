"""What all statements together say: who reads what, what is heavy, fails, idles, is unusual, and what it cost."""
