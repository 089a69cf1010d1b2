"""What a working folder remembers: imports, the rows they brought, and the runs made of them.

Codes: STO001 the folder cannot hold a store · STO002 another process holds the store ·
STO003 the file is not a store that can be opened · STO004 the store is of a newer version ·
STO005 reading or writing failed · STO006 a payload is damaged (a warning on ``load_run``) ·
STO007 a value that cannot be stored · STO008 a file cannot be written.
"""
