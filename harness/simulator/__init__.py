"""The two environments, their integration and its clock, behind one door."""
