"""Models of machine learning: how one is trained, kept, and asked. scikit-learn is imported only where one is made."""
