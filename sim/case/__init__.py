"""The coded article: its forms, its checks, and the case that is loaded from it."""
