"""Pacegate: capture a PyTorch function's subgraphs, export them, and time what stays in Python."""

__version__ = "0.1.0"
