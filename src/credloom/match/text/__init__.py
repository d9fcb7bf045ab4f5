"""What credentials and requirements have in common by their words alone: for what no source has stated.

`words` families of words and how rare they are · `roles` what a name says one is or studies · `profile` a credential's
words · `fit` chances that words of a credential meet a requirement · `score` one number for a job and a credential.
"""
