"""Tests of the questions that stand before a screen."""
