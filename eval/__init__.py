"""How well Quoth answers, measured on any questions and any documents."""
