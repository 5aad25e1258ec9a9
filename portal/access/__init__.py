"""Who may open what. Every page and every Dash call asks here, and nowhere else."""
