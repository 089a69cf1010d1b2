"""The local web app: a library of dossiers, their claims in forms, runs, and what they answer.

Codes: WBE001 the extra is missing · WBE002 no such page, dossier or run · WBE003 a form or upload
that cannot be read · WBE004 the port is taken · WBE005 a folder that cannot be written.
"""
