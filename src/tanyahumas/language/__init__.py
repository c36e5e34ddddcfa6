"""Words and sentences of Indonesian and English: the part that knows no releases."""
