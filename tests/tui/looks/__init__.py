"""How every screen looks: a stage that never changes, the states, and their pictures."""
