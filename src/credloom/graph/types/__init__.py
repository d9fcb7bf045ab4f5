"""The GraphQL types: descriptions of the model's structs, one small family a file."""
