"""An Arrow result becomes what a person sees: figures, grids, numbers, all in the look of the brand."""
