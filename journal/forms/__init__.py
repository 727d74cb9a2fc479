"""How a walk and a programme are typed in."""
