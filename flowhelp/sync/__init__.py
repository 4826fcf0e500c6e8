"""One journal on many machines: what was done travels, once and unchanged."""
