"""The composition: settings and sources become a gateway that answers. `gateway.Gateway` is what `http` needs.

`gateway` opens and closes all that one answering process uses · `process` what makes a process a good server.
"""
