"""The Django project: who are you, what may you see, and the pages that you meet."""
