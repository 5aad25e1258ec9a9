"""SCIM 2.0 (RFC 7643, 7644): the company's identity provider makes, changes and switches off accounts and groups."""
