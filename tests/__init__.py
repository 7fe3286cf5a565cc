"""Tests: unit, one suite a seam, whole nodes, whole processes."""
