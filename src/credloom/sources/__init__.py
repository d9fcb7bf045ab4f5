"""Stage 2: which sources there are. A connector is a folder of data: `manifest.toml` says where it lies, what it means.

`parse` manifest.toml → `Manifest` · `catalogue` all folders → `Catalogue` · `propose` a first manifest from a sample ·
`rules` what a manifest says of tables and records · `readers` the closed lists · `lines`, `section` places of errors ·
`cells` what stands in a row.
"""
