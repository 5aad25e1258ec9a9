"""Do the library's reports answer, and are their figures right?"""
