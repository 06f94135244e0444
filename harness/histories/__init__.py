"""Layer 6, histories: where commands come from. Generated people, scenario files, replays."""
