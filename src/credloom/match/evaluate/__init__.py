"""How well matching does on gold data: `ranking` credentials for jobs · `pairs` which statements mean the same.

Each module has `SUFFIX`, the ending of its files, and `measure(folder, tier)`, which `credloom evaluate` calls.
"""
