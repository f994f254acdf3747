"""What other programs read over HTTP: collections, results, and the description of both.

reader       who may read: a token, or a member at the desk
problems     what went wrong, as RFC 9457 has it
parameters   what was asked for, checked
collections  the rows of a collection: a page, all, or one
results      the figures of a report
description  OpenAPI, made of the same definitions
"""
