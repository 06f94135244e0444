"""Layer 1, values: the words of the simulation. Nothing here acts; everything else imports it."""
