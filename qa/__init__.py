"""From a question to a checked answer in the exact words of the documents."""
