"""What resolving keeps in the data directory, beside the store: `resolve/`.

`concepts` competencies as they are compared · `state` which are kept where, and the links found · `index` segments as
readers open them · `linker` brings both up to date after a refresh.
"""
