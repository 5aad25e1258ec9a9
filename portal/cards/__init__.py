"""Model cards: what a model predicts, how it was trained and how good it is, for whoever may open its reports."""
