"""Tests of commands at work inside the app."""
