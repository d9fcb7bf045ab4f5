"""Reading what texts ask for."""
