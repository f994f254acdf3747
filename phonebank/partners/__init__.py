"""Programs of others that we speak to over HTTP.

port   what we ask of such a connection
https  the connection itself, which never leads into a private network
"""
