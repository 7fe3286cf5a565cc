"""SQL literals beside their row types, one module a noun."""
