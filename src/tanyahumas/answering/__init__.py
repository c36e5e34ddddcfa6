"""Passages -> a verified answer, by quotes alone or by a chat model that must quote."""
